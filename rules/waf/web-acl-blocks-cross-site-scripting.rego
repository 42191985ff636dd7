# METADATA
# title: Web ACLs block cross-site scripting
# description: >-
#   Script that comes in with a request and is shown to another user runs in that user's session. What counts is a rule
#   that can stop a request - XssMatchStatement on the query string and on the body, or the core rule set of AWS, not
#   overridden to count. Judged are web ACLs in front of CloudFront.
# related_resources:
# - https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
# - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-xss-match.html
# custom:
#   id: web-acl-blocks-cross-site-scripting
#   severity: high
#   resources: [AWS::WAFv2::WebACL, AWS::CloudFront::Distribution]
#   reads: [AWS::WAFv2::RuleGroup]
#   decides_on: []
#   requirements: [N5]
#   aliases: []
#   frameworks:
#     pci-dss-3.2.1: ["6.6"]
#     nist-800-53-r5: [SI-10]
#   remediation: >-
#     Add a ManagedRuleGroupStatement with AWSManagedRulesCommonRuleSet and the OverrideAction None, or rules with
#     XssMatchStatement on QueryString and Body and the Action Block.
#   profiles: [default, requirements]
package guardian.rules.web_acl_blocks_cross_site_scripting

import data.guardian.graph
import data.guardian.web_acl

types := {"AWS::CloudFront::Distribution"}

parts := {"xss_query": "query string", "xss_body": "body"}

missing(acl) := {threat | some threat, _ in parts; not threat in web_acl.stopped(acl)}

violations contains graph.violation(acl, web_acl.place(acl, missing(acl)), message) if {
	some acl in web_acl.in_front_of(types)
	count(missing(acl)) > 0
	count(web_acl.open_places(acl)) == 0
	message := sprintf("web ACL %v does not block cross-site scripting in the %v%v", [
		acl.id, concat(" and the ", [parts[threat] | some threat in missing(acl)]), web_acl.why(acl, missing(acl)),
	])
}

undetermined contains graph.undetermined(acl, open.path, open.reason) if {
	some acl in web_acl.in_front_of(types)
	count(missing(acl)) > 0
	some open in web_acl.open_places(acl)
}

undetermined contains graph.undetermined(row.node, row.path, "the web ACL is not in the template") if {
	some row in web_acl.elsewhere(types)
}
