# METADATA
# title: Web ACLs block SQL injection
# description: >-
#   A web ACL that only counts, or that looks at the query string and not at the body, lets an injection through. What
#   counts is a rule that can stop a request - SqliMatchStatement on the query string and on the body, or a managed group
#   that has both and is not overridden to count. Judged are web ACLs in front of CloudFront and of load balancers.
# related_resources:
# - https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-use-case.html
# - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-sqli-match.html
# - https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-rule-group-override-options.html
# custom:
#   id: web-acl-blocks-sql-injection
#   severity: high
#   resources: [AWS::WAFv2::WebACL, AWS::CloudFront::Distribution, AWS::WAFv2::WebACLAssociation]
#   reads: [AWS::WAFv2::RuleGroup, AWS::ElasticLoadBalancingV2::LoadBalancer]
#   decides_on: []
#   requirements: [N4, P10]
#   aliases: []
#   frameworks:
#     pci-dss-3.2.1: ["6.6"]
#     nist-800-53-r5: [SI-10]
#   remediation: >-
#     Add a ManagedRuleGroupStatement with AWSManagedRulesSQLiRuleSet and the OverrideAction None, or rules with
#     SqliMatchStatement on QueryString and Body and the Action Block.
#   profiles: [default, requirements]
package guardian.rules.web_acl_blocks_sql_injection

import data.guardian.graph
import data.guardian.web_acl

types := {"AWS::CloudFront::Distribution", "AWS::ElasticLoadBalancingV2::LoadBalancer"}

parts := {"sqli_query": "query string", "sqli_body": "body"}

missing(acl) := {threat | some threat, _ in parts; not threat in web_acl.stopped(acl)}

violations contains graph.violation(acl, web_acl.place(acl, missing(acl)), message) if {
	some acl in web_acl.in_front_of(types)
	count(missing(acl)) > 0
	count(web_acl.open_places(acl)) == 0
	message := sprintf("web ACL %v does not block SQL injection in the %v%v", [
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
