# METADATA
# title: The rate limit per address is the one that the system asks for
# description: >-
#   A rate-based rule counts requests over its evaluation window, five minutes where it states none. The setting
#   `rate_limit` is a number of requests a minute and address; the limit times 60 over the window must be that.
# related_resources:
# - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-high-level-settings.html
# custom:
#   id: web-acl-rate-as-required
#   severity: medium
#   existence: true
#   resources: [AWS::WAFv2::WebACL]
#   reads: [AWS::CloudFront::Distribution]
#   decides_on: ["Rules[*].Statement.RateBasedStatement.Limit",
#     "Rules[*].Statement.RateBasedStatement.EvaluationWindowSec", "Rules[*].Action"]
#   settings: [rate_limit]
#   requirements: [C19]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [SC-5]
#   remediation: >-
#     Add a rule with the Action Block and a RateBasedStatement by IP whose Limit fits the window - for 1000 a minute, a
#     Limit of 1000 with EvaluationWindowSec 60.
#   profiles: [pci-payments]
package guardian.rules.web_acl_rate_as_required

import data.guardian.graph
import data.guardian.web_acl

rate_rules(acl) := [{"path": ["Rules", index, "Statement", "RateBasedStatement", "Limit"], "statement": statement} |
	some index, rule in web_acl.rules(acl)
	statement := rule.Statement.RateBasedStatement
	web_acl.stops(rule.Action)
	statement.AggregateKeyType in {"IP", "FORWARDED_IP"}
	not statement.ScopeDownStatement
]

window(statement) := graph.number(object.get(statement, "EvaluationWindowSec", 300))

per_minute(statement) := (graph.number(statement.Limit) * 60) / window(statement)

fitting(acl) := [row | some row in rate_rules(acl); per_minute(row.statement) == graph.setting("rate_limit")]

violations contains graph.violation(acl, rate_rules(acl)[0].path, message) if {
	some acl in web_acl.in_front_of({"AWS::CloudFront::Distribution"})
	wanted := graph.setting("rate_limit")
	count(fitting(acl)) == 0
	statement := rate_rules(acl)[0].statement
	message := sprintf("web ACL %v limits an address to %v requests in %v seconds, and the profile asks for %v a minute", [
		acl.id, graph.show(statement.Limit), graph.show_at(statement, ["EvaluationWindowSec"], "300"), wanted,
	])
}

violations contains graph.violation(acl, ["Rules"], message) if {
	some acl in web_acl.in_front_of({"AWS::CloudFront::Distribution"})
	wanted := graph.setting("rate_limit")
	count(rate_rules(acl)) == 0
	message := sprintf("web ACL %v has no rule that limits all requests of an address, and the profile asks for %v a minute", [
		acl.id, wanted,
	])
}
