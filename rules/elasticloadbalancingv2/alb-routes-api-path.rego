# METADATA
# title: The load balancer sends the API path to the backend and the rest to the frontend
# description: >-
#   A rule on the path of the setting `api_path` forwards to the backend, and comes before any rule that takes every
#   path; everything else goes to another target group.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
# custom:
#   id: alb-routes-api-path
#   severity: low
#   existence: true
#   resources: [AWS::ElasticLoadBalancingV2::Listener]
#   reads: [AWS::ElasticLoadBalancingV2::ListenerRule, AWS::ElasticLoadBalancingV2::TargetGroup]
#   decides_on: []
#   judges: form
#   settings: [api_path]
#   requirements: [C14]
#   aliases: []
#   frameworks: {}
#   remediation: >-
#     Add an AWS::ElasticLoadBalancingV2::ListenerRule with a path-pattern condition for the API path that forwards to the
#     backend, with a lower Priority than the rule for the frontend.
#   profiles: [pci-payments]
package guardian.rules.alb_routes_api_path

import data.guardian.graph

listeners := [listener |
	some listener in graph.resources("AWS::ElasticLoadBalancingV2::Listener")
	listener.properties.Protocol == "HTTPS"
]

rules(listener) := graph.referrers(listener, "AWS::ElasticLoadBalancingV2::ListenerRule", ["ListenerArn"])

patterns(rule) := {pattern |
	some condition in graph.as_list(rule.properties.Conditions)
	condition.Field == "path-pattern"
	some pattern in graph.as_list(condition.Values)
} | {pattern |
	some condition in graph.as_list(rule.properties.Conditions)
	some pattern in graph.as_list(condition.PathPatternConfig.Values)
}

# A rule without a path takes every path.
takes_all(rule) if count(patterns(rule)) == 0

takes_all(rule) if count(patterns(rule) & {"*", "/*"}) > 0

api_rules(listener) := [rule |
	some rule in rules(listener)
	graph.setting("api_path") in patterns(rule)
	count(group_keys(rule, ["Actions"])) > 0
]

group_keys(node, path) := {group.key |
	some group in graph.targets(node, path)
	group.type == "AWS::ElasticLoadBalancingV2::TargetGroup"
}

violations contains graph.violation(listener, ["DefaultActions"], message) if {
	some listener in listeners
	path := graph.setting("api_path")
	count(api_rules(listener)) == 0
	message := sprintf("no rule of listener %v sends %v to the backend", [listener.id, path])
}

violations contains graph.violation_with(listener, ["DefaultActions"], message, related) if {
	some listener in listeners
	some api_rule in api_rules(listener)
	some rule in rules(listener)
	takes_all(rule)
	graph.number(rule.properties.Priority) < graph.number(api_rule.properties.Priority)
	related := [graph.related(rule, ["Priority"], "comes first"), graph.related(api_rule, ["Priority"], "never reached")]
	message := sprintf("rule %v of listener %v takes every path before rule %v sees %v", [
		rule.id, listener.id, api_rule.id, graph.setting("api_path"),
	])
}

# The frontend: the default action, or a rule that takes every path.
frontends(listener) := group_keys(listener, ["DefaultActions"]) | {key |
	some rule in rules(listener)
	takes_all(rule)
	some key in group_keys(rule, ["Actions"])
}

violations contains graph.violation(listener, ["DefaultActions"], message) if {
	some listener in listeners
	some api_rule in api_rules(listener)
	count(frontends(listener) - group_keys(api_rule, ["Actions"])) == 0
	message := sprintf("listener %v sends nothing but %v to a target group of its own", [
		listener.id, graph.setting("api_path"),
	])
}
