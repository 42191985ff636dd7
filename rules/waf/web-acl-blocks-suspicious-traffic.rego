# METADATA
# title: Web ACLs block suspicious traffic
# description: >-
#   Scanners, botnets and floods come from addresses and with requests that AWS knows. What counts is a rate-based rule,
#   or one of the managed groups for known bad inputs, IP reputation and anonymous IP addresses, in a mode that stops
#   requests. Judged are web ACLs in front of CloudFront.
# related_resources:
# - https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-ip-rep.html
# - https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
# - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
# custom:
#   id: web-acl-blocks-suspicious-traffic
#   severity: medium
#   resources: [AWS::WAFv2::WebACL, AWS::CloudFront::Distribution]
#   reads: [AWS::WAFv2::RuleGroup]
#   decides_on: []
#   requirements: [N6]
#   aliases: []
#   frameworks:
#     pci-dss-3.2.1: ["6.6"]
#     nist-800-53-r5: [SC-5]
#   remediation: >-
#     Add AWSManagedRulesKnownBadInputsRuleSet and AWSManagedRulesAmazonIpReputationList with the OverrideAction None,
#     and a RateBasedStatement with the Action Block.
#   profiles: [default, requirements]
package guardian.rules.web_acl_blocks_suspicious_traffic

import data.guardian.graph
import data.guardian.web_acl

types := {"AWS::CloudFront::Distribution"}

threats := {"known_bad_inputs", "ip_reputation", "anonymous_ip", "rate"}

lacking := [acl |
	some acl in web_acl.in_front_of(types)
	count(threats & web_acl.stopped(acl)) == 0
]

violations contains graph.violation(acl, web_acl.place(acl, threats), message) if {
	some acl in lacking
	count(web_acl.open_places(acl)) == 0
	message := sprintf("web ACL %v blocks neither known bad inputs nor bad addresses nor floods%v", [
		acl.id, web_acl.why(acl, threats),
	])
}

undetermined contains graph.undetermined(acl, open.path, open.reason) if {
	some acl in lacking
	some open in web_acl.open_places(acl)
}

undetermined contains graph.undetermined(row.node, row.path, "the web ACL is not in the template") if {
	some row in web_acl.elsewhere(types)
}
