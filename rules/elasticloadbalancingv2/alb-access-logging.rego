# METADATA
# title: Load balancers log access
# description: >-
#   Access logs say who asked for what. They are off unless the attribute access_logs.s3.enabled is true and a bucket is
#   named. Network load balancers log their TLS listeners only; gateway load balancers have no access logs.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
# custom:
#   id: alb-access-logging
#   severity: medium
#   resources: [AWS::ElasticLoadBalancingV2::LoadBalancer]
#   decides_on: [Type, LoadBalancerAttributes, "LoadBalancerAttributes[*].Key", "LoadBalancerAttributes[*].Value"]
#   requirements: [C32]
#   aliases: ["checkov:CKV_AWS_91", "cfn_nag:W52", "guard-registry:ELBV2_ACCESS_LOGGING_RULE",
#     "cdk-nag:ELBLoggingEnabled", "kics:c62e8b7d", "pulumi:aws-alb-loadbalancer-configure-access-logging",
#     "pulumi:aws-alb-loadbalancer-enable-access-logging", "pulumi:aws-lb-loadbalancer-configure-access-logging",
#     "pulumi:aws-lb-loadbalancer-enable-access-logging"]
#   frameworks:
#     pci-dss-3.2.1: ["10.1", "10.3.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: Set the attributes access_logs.s3.enabled to true and access_logs.s3.bucket to a log bucket.
#   profiles: [requirements]
package guardian.rules.alb_access_logging

import data.guardian.graph

violations contains graph.violation(balancer, place(balancer), message) if {
	some balancer in graph.resources("AWS::ElasticLoadBalancingV2::LoadBalancer")
	not balancer.properties.Type == "gateway"
	not is_on(balancer)
	message := sprintf("load balancer %v logs no access: access_logs.s3.enabled is %v", [balancer.id, state(balancer)])
}

is_on(balancer) if {
	some attribute in attributes(balancer)
	attribute.Key == "access_logs.s3.enabled"
	graph.is_true(attribute.Value)
}

attributes(balancer) := graph.as_list(object.get(balancer.properties, "LoadBalancerAttributes", []))

stated(balancer) := [index |
	some index, attribute in attributes(balancer)
	attribute.Key == "access_logs.s3.enabled"
]

place(balancer) := ["LoadBalancerAttributes", stated(balancer)[0], "Value"] if count(stated(balancer)) > 0

place(balancer) := ["LoadBalancerAttributes"] if count(stated(balancer)) == 0

state(balancer) := graph.show(attributes(balancer)[stated(balancer)[0]].Value) if count(stated(balancer)) > 0

state(balancer) := "absent, which means false" if count(stated(balancer)) == 0
