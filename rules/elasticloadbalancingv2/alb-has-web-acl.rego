# METADATA
# title: Internet-facing application load balancers have a web ACL
# description: >-
#   Without a web ACL nothing stops SQL injection, cross-site scripting and floods before they reach the application. A
#   load balancer is internet-facing unless Scheme is internal, and an application load balancer unless Type says
#   otherwise; network and gateway load balancers take no web ACL.
# related_resources:
# - https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-webaclassociation.html
# custom:
#   id: alb-has-web-acl
#   severity: high
#   resources: [AWS::ElasticLoadBalancingV2::LoadBalancer]
#   reads: [AWS::WAFv2::WebACLAssociation, AWS::WAFRegional::WebACLAssociation]
#   decides_on: []
#   judges: form
#   requirements: [P8]
#   aliases: ["cdk-nag:ALBWAFEnabled", "kics:105ba098"]
#   frameworks:
#     pci-dss-3.2.1: ["6.6"]
#     nist-800-53-r5: [AC-4, SC-5]
#   remediation: Add an AWS::WAFv2::WebACLAssociation whose ResourceArn is the load balancer.
#   profiles: [default, requirements]
package guardian.rules.alb_has_web_acl

import data.guardian.graph
import data.guardian.web_acl

unprotected := [balancer |
	some balancer in graph.resources("AWS::ElasticLoadBalancingV2::LoadBalancer")
	not other_than(balancer, "Type", "application")
	not other_than(balancer, "Scheme", "internet-facing")
	not web_acl.associated(balancer)
]

other_than(balancer, property, value) if {
	is_string(balancer.properties[property])
	graph.lower(balancer.properties[property]) != value
}

unsure(balancer) := "Type" if graph.is_unknown(balancer.properties.Type)

unsure(balancer) := "Scheme" if {
	graph.is_unknown(balancer.properties.Scheme)
	not graph.is_unknown(balancer.properties.Type)
}

violations contains graph.violation(balancer, ["Scheme"], message) if {
	some balancer in unprotected
	not unsure(balancer)
	count(web_acl.open_associations) == 0
	message := sprintf("application load balancer %v is internet-facing (Scheme is %v) and has no web ACL", [
		balancer.id, graph.show_at(balancer.properties, ["Scheme"], "absent, which means internet-facing"),
	])
}

undetermined contains graph.undetermined(balancer, [unsure(balancer)], reason) if {
	some balancer in unprotected
	count(web_acl.open_associations) == 0
	reason := sprintf("%v is not known, and there is no web ACL", [unsure(balancer)])
}

undetermined contains graph.undetermined(balancer, ["Scheme"], web_acl.reason(association)) if {
	some balancer in unprotected
	some association in web_acl.open_associations
}
