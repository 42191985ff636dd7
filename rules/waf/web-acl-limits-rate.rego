# METADATA
# title: Web ACLs of load balancers limit the rate of requests
# description: >-
#   Without a rate-based rule one client may send as many requests as it likes, to guess passwords or to exhaust the
#   application. A rate-based rule counts when its action stops requests.
# related_resources:
# - https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
# custom:
#   id: web-acl-limits-rate
#   severity: medium
#   resources: [AWS::WAFv2::WebACL, AWS::WAFv2::WebACLAssociation]
#   reads: [AWS::WAFv2::RuleGroup, AWS::ElasticLoadBalancingV2::LoadBalancer]
#   decides_on: []
#   requirements: [P9]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [SC-5]
#   remediation: Add a rule with a RateBasedStatement and the Action Block.
#   profiles: [default, requirements]
package guardian.rules.web_acl_limits_rate

import data.guardian.graph
import data.guardian.web_acl

types := {"AWS::ElasticLoadBalancingV2::LoadBalancer"}

lacking := [acl |
	some acl in web_acl.in_front_of(types)
	not "rate" in web_acl.stopped(acl)
]

# A managed group holds no rate-based rule that the rows mean, so only rules and groups that are not known stay open.
open_places(acl) := [open |
	some open in web_acl.open_places(acl)
	not acl.properties.Rules[open.path[1]].Statement.ManagedRuleGroupStatement
]

violations contains graph.violation(acl, web_acl.place(acl, {"rate"}), message) if {
	some acl in lacking
	count(open_places(acl)) == 0
	message := sprintf("web ACL %v limits no rate%v", [acl.id, web_acl.why(acl, {"rate"})])
}

undetermined contains graph.undetermined(acl, open.path, open.reason) if {
	some acl in lacking
	some open in open_places(acl)
}

undetermined contains graph.undetermined(row.node, row.path, "the web ACL is not in the template") if {
	some row in web_acl.elsewhere(types)
}
