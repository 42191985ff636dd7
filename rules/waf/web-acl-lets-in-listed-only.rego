# METADATA
# title: Web ACLs let in only listed address ranges
# description: >-
#   Where a system is for known callers, the default action blocks and a rule for an IP set lets them in. With the
#   default action Allow an IP set can only keep single addresses out.
# related_resources:
# - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-ipset-match.html
# - https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-default-action.html
# custom:
#   id: web-acl-lets-in-listed-only
#   severity: high
#   resources: [AWS::WAFv2::WebACL]
#   reads: [AWS::WAFv2::IPSet]
#   decides_on: [DefaultAction]
#   requirements: [S12]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: >-
#     Set DefaultAction to Block and add a rule with the Action Allow and an IPSetReferenceStatement, behind the rules
#     that block exploits.
#   profiles: [serverless]
package guardian.rules.web_acl_lets_in_listed_only

import data.guardian.graph
import data.guardian.web_acl

acls := graph.resources("AWS::WAFv2::WebACL")

violations contains graph.violation(acl, ["DefaultAction"], message) if {
	some acl in acls
	web_acl.has_action(acl.properties.DefaultAction, "Allow")
	not blocks_others(acl)
	message := sprintf("web ACL %v lets everybody in: DefaultAction is Allow", [acl.id])
}

# The same the other way round: whoever is not in the set is blocked.
blocks_others(acl) if {
	some rule in web_acl.rules(acl)
	web_acl.has_action(rule.Action, "Block")
	rule.Statement.NotStatement.Statement.IPSetReferenceStatement
}

violations contains graph.violation(acl, ["Rules"], message) if {
	some acl in acls
	web_acl.has_action(acl.properties.DefaultAction, "Block")
	not lets_in(acl)
	message := sprintf("web ACL %v has no rule that lets the addresses of an IP set in", [acl.id])
}

lets_in(acl) if {
	some rule in web_acl.rules(acl)
	web_acl.has_action(rule.Action, "Allow")
	names_set(rule.Statement)
}

names_set(statement) if statement.IPSetReferenceStatement

names_set(statement) if {
	some part in graph.as_list(statement.AndStatement.Statements)
	part.IPSetReferenceStatement
}

names_set(statement) if {
	parts := graph.as_list(statement.OrStatement.Statements)
	count(parts) > 0
	count([part | some part in parts; not part.IPSetReferenceStatement]) == 0
}

# A rule that lets in more than a set.
violations contains graph.violation(acl, ["Rules", index], message) if {
	some acl in acls
	web_acl.has_action(acl.properties.DefaultAction, "Block")
	some index, rule in web_acl.rules(acl)
	web_acl.has_action(rule.Action, "Allow")
	not names_set(rule.Statement)
	message := sprintf("rule %v of web ACL %v lets in requests that no IP set lists", [graph.show(rule.Name), acl.id])
}

# A set that holds every address lists nobody.
violations contains graph.violation_with(acl, ["Rules"], message, related) if {
	some acl in acls
	some set in graph.targets(acl, ["Rules"])
	set.type == "AWS::WAFv2::IPSet"
	some index, range in graph.as_list(set.properties.Addresses)
	endswith(range, "/0")
	related := [graph.related(set, ["Addresses", index], "every address")]
	message := sprintf("web ACL %v lets everybody in: IP set %v holds %v", [acl.id, set.id, range])
}
