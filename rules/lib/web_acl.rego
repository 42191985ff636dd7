# Which web ACL stands in front of a resource (associations of WAFv2, and those of WAF Classic that are still there),
# and what a web ACL of WAFv2 stops.
package guardian.web_acl

import data.guardian.data.waf_managed_groups as managed
import data.guardian.graph

associations := graph.resources_of(["AWS::WAFv2::WebACLAssociation", "AWS::WAFRegional::WebACLAssociation"])

associated(node) if {
	some association in associations
	graph.refers(association, ["ResourceArn"], node)
}

# Associations that could be with any resource: their ARN is not known, and refers to nothing in the template.
open_associations := [association |
	some association in associations
	count(graph.targets(association, ["ResourceArn"])) == 0
	is_open(association.properties.ResourceArn)
]

is_open(arn) if {
	graph.is_unknown(arn)
	not arn["$unknown"].reason in {"absent-resource", "dangling"}
}

# A reference in it says which resource is meant, whether this rule sees that one or not.
is_open(arn) if {
	graph.is_mixed(arn)
	count([part | some part in arn["$text"]; graph.is_ref(part)]) == 0
}

# What an unprotected resource could still turn out to have.
reason(association) := sprintf("association %v is with a resource that is not known", [association.id])

# --- What a web ACL stops ---
#
# A *threat* is one of: sqli_query, sqli_body, xss_query, xss_body, core, known_bad_inputs, log4j, ip_reputation,
# anonymous_ip, rate. A rule counts when it can stop a request: a rule of the ACL's own with an action that does, a rule
# group whose override does not turn it into counting.

# The web ACLs of the template in front of a resource of one of the types. One of scope CLOUDFRONT stands in front of a
# distribution, whichever that is.
in_front_of(types) := [acl |
	some acl in graph.resources("AWS::WAFv2::WebACL")
	fronts(acl, types)
]

fronts(acl, types) if {
	"AWS::CloudFront::Distribution" in types
	acl.properties.Scope == "CLOUDFRONT"
}

fronts(acl, types) if {
	some edge in input.edges_to[acl.key]
	input.resources[edge.from].type == "AWS::CloudFront::Distribution"
	"AWS::CloudFront::Distribution" in types
}

fronts(acl, types) if {
	some association in graph.referrers(acl, "AWS::WAFv2::WebACLAssociation", ["WebACLArn"])
	some target in graph.targets(association, ["ResourceArn"])
	target.type in types
}

rules(node) := graph.as_list(object.get(node.properties, "Rules", []))

# The threats that an ACL stops for certain.
stopped(acl) := {threat |
	some index, rule in rules(acl)
	not out_of_reach(acl, rule)
	some threat in rule_threats(acl, index, rule)
}

rule_threats(acl, index, rule) := (own_threats(rule) | managed_threats(rule)) | referenced_threats(acl, index, rule)

own_threats(rule) := {threat |
	stops(rule.Action)
	some threat in statement_threats(rule.Statement)
}

# Captcha and challenge stop what cannot answer them.
stops(action) if {
	some name, _ in action
	name in {"Block", "Captcha", "Challenge"}
}

has_action(action, wanted_name) if {
	some name, _ in action
	name == wanted_name
}

# What the parts of a statement look for. `Or` looks for each of its parts; `And` only narrows one part by the others,
# unless they are exceptions (`Not`).
statement_threats(statement) := {threat |
	some part in opened(opened(opened([statement])))
	some threat in part_threats(part)
}

opened(parts) := [inner |
	some part in parts
	some inner in inside(part)
]

inside(part) := graph.as_list(part.OrStatement.Statements) if part.OrStatement

inside(part) := wanted(part) if {
	part.AndStatement
	count(wanted(part)) == 1
}

inside(part) := [] if {
	part.AndStatement
	count(wanted(part)) != 1
}

inside(part) := [part] if {
	not part.OrStatement
	not part.AndStatement
}

wanted(part) := [inner |
	some inner in graph.as_list(part.AndStatement.Statements)
	not inner.NotStatement
]

matches := {"sqli": "SqliMatchStatement", "xss": "XssMatchStatement"}

fields := {
	"QueryString": "query",
	"AllQueryArguments": "query",
	"Body": "body",
	"JsonBody": "body",
}

part_threats(part) := {threat |
	some kind, name in matches
	some field, _ in part[name].FieldToMatch
	threat := concat("_", [kind, fields[field]])
} | {"rate" | part.RateBasedStatement}

# --- Rule groups ---

managed_threats(rule) := {threat |
	group := rule.Statement.ManagedRuleGroupStatement
	not counts(rule)
	not is_narrowed(group)
	group.VendorName == "AWS"
	some threat, inner in managed.values[group.Name]
	some name in inner
	not is_overridden(group, name)
}

counts(rule) if has_action(rule.OverrideAction, "Count")

counts(rule) if graph.is_unknown(rule.OverrideAction)

# A scope-down statement that only makes exceptions leaves the rest inspected.
is_narrowed(group) if {
	group.ScopeDownStatement
	not is_exception(group.ScopeDownStatement)
}

is_exception(statement) if statement.NotStatement

is_exception(statement) if {
	statement.AndStatement
	count(wanted(statement)) == 0
}

is_overridden(group, name) if {
	some excluded in graph.as_list(group.ExcludedRules)
	excluded.Name == name
}

is_overridden(group, name) if {
	some override in graph.as_list(group.RuleActionOverrides)
	override.Name == name
	some action, _ in override.ActionToUse
	action in {"Count", "Allow"}
}

referenced_threats(acl, index, rule) := {threat |
	reference := rule.Statement.RuleGroupReferenceStatement
	not counts(rule)
	some group in referenced(acl, index)
	some inner in rules(group)
	not is_overridden(reference, inner.Name)
	some threat in own_threats(inner)
}

referenced(acl, index) := graph.targets(acl, ["Rules", index, "Statement", "RuleGroupReferenceStatement"])

# Where the default is to block, a request comes through only by a rule that allows it; a rule behind all of those never
# sees it.
out_of_reach(acl, rule) if {
	has_action(acl.properties.DefaultAction, "Block")
	count(allowing(acl)) > 0
	max(allowing(acl)) < graph.number(rule.Priority)
}

allowing(acl) := [graph.number(rule.Priority) |
	some rule in rules(acl)
	has_action(rule.Action, "Allow")
]

# --- What is not known ---

# The places of an ACL that could stop anything: their content is not in the template.
open_places(acl) := array.concat(unknown_rules(acl), unknown_groups(acl))

unknown_rules(acl) := [{"path": path, "reason": "the rules are not known"} |
	graph.is_unknown(acl.properties.Rules)
	path := ["Rules"]
]

unknown_groups(acl) := [{"path": ["Rules", index], "reason": reason} |
	some index, rule in rules(acl)
	reason := open_reason(acl, index, rule)
]

open_reason(acl, index, rule) := sprintf("what the managed rule group %v stops is not known", [name]) if {
	group := rule.Statement.ManagedRuleGroupStatement
	not counts(rule)
	not is_known_group(group)
	name := graph.show_at(group, ["Name"], "without a name")
}

open_reason(acl, index, rule) := "the rule group is not in the template" if {
	rule.Statement.RuleGroupReferenceStatement
	not counts(rule)
	count(referenced(acl, index)) == 0
}

open_reason(_, _, rule) := "the override action is not known" if graph.is_unknown(rule.OverrideAction)

open_reason(_, _, rule) := "the action is not known" if graph.is_unknown(rule.Action)

open_reason(_, _, rule) := "the rule is not known" if graph.is_unknown(rule)

open_reason(_, _, rule) := "the statement is not known" if graph.is_unknown(rule.Statement)

is_known_group(group) if {
	group.VendorName == "AWS"
	managed.values[group.Name]
}

# --- Where it fails ---

# The rules that look for a threat and do not stop it, with the reason, in the order of the rules.
near_misses(acl, threats) := sort(array.concat(
	array.concat(counting_groups(acl, threats), idle_rules(acl, threats)),
	array.concat(array.concat(late_rules(acl, threats), narrowed_groups(acl, threats)), thinned_groups(acl, threats)),
))

counting_groups(acl, threats) := [miss |
	some index, rule in rules(acl)
	counts(rule)
	looks_for_one(acl, index, rule, threats)
	miss := {
		"path": ["Rules", index, "OverrideAction"],
		"why": sprintf("rule %v only counts", [graph.show(rule.Name)]),
	}
]

idle_rules(acl, threats) := [miss |
	some index, rule in rules(acl)
	some action, _ in rule.Action
	not stops(rule.Action)
	count(statement_threats(rule.Statement) & threats) > 0
	miss := {
		"path": ["Rules", index, "Action"],
		"why": sprintf("the action of rule %v is %v", [graph.show(rule.Name), action]),
	}
]

late_rules(acl, threats) := [miss |
	some index, rule in rules(acl)
	out_of_reach(acl, rule)
	count(rule_threats(acl, index, rule) & threats) > 0
	miss := {
		"path": ["Rules", index, "Priority"],
		"why": sprintf("rule %v comes after every rule that lets requests in", [graph.show(rule.Name)]),
	}
]

narrowed_groups(acl, threats) := [miss |
	some index, rule in rules(acl)
	is_narrowed(rule.Statement.ManagedRuleGroupStatement)
	looks_for_one(acl, index, rule, threats)
	miss := {
		"path": ["Rules", index, "Statement", "ManagedRuleGroupStatement", "ScopeDownStatement"],
		"why": sprintf("rule %v looks only at what its scope-down statement matches", [graph.show(rule.Name)]),
	}
]

thinned_groups(acl, threats) := [miss |
	some index, rule in rules(acl)
	group := rule.Statement.ManagedRuleGroupStatement
	not counts(rule)
	not is_narrowed(group)
	some threat, inner in managed.values[group.Name]
	threat in threats
	not threat in managed_threats(rule)
	miss := {
		"path": ["Rules", index, "Statement", "ManagedRuleGroupStatement"],
		"why": sprintf("rule %v has %v set to count", [graph.show(rule.Name), concat(", ", inner)]),
	}
]

looks_for_one(acl, index, rule, threats) if {
	some threat in threats
	managed.values[rule.Statement.ManagedRuleGroupStatement.Name][threat]
}

looks_for_one(acl, index, rule, threats) if {
	some group in referenced(acl, index)
	some inner in rules(group)
	some threat in threats
	threat in own_threats(inner)
}

# Where a finding on missing threats points, and the reason behind it.
place(acl, threats) := near_misses(acl, threats)[0].path if count(near_misses(acl, threats)) > 0

place(acl, threats) := ["Rules"] if count(near_misses(acl, threats)) == 0

why(acl, threats) := sprintf(": %v", [near_misses(acl, threats)[0].why]) if count(near_misses(acl, threats)) > 0

why(acl, threats) := "" if count(near_misses(acl, threats)) == 0

# --- Web ACLs that the template does not hold ---

# Resources of a type whose web ACL is elsewhere: what it stops is not known.
elsewhere(types) := array.concat(
	[{"node": node, "path": ["DistributionConfig", "WebACLId"]} |
		"AWS::CloudFront::Distribution" in types
		some node in graph.resources("AWS::CloudFront::Distribution")
		id := node.properties.DistributionConfig.WebACLId
		id != ""
		count(graph.targets(node, ["DistributionConfig", "WebACLId"])) == 0
	],
	[{"node": node, "path": ["WebACLArn"]} |
		some node in graph.resources("AWS::WAFv2::WebACLAssociation")
		node.properties.WebACLArn
		count(graph.targets(node, ["WebACLArn"])) == 0
		some target in graph.targets(node, ["ResourceArn"])
		target.type in types
	],
)
