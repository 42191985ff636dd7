# METADATA
# title: Classic load balancers log access
# description: Access logs say who asked for what. They are off unless AccessLoggingPolicy turns them on.
# related_resources:
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html
# custom:
#   id: elb-access-logging
#   severity: medium
#   resources: [AWS::ElasticLoadBalancing::LoadBalancer]
#   decides_on: [AccessLoggingPolicy.Enabled]
#   requirements: [C32]
#   aliases: ["checkov:CKV_AWS_92", "cfn_nag:W26", "guard-registry:ELB_LOGGING_ENABLED", "kics:ee12ad32",
#     "pulumi:aws-elb-loadbalancer-configure-access-logging"]
#   frameworks:
#     pci-dss-3.2.1: ["10.1", "10.3.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: Add AccessLoggingPolicy with Enabled true and the S3BucketName of a log bucket.
#   profiles: [requirements]
package guardian.rules.elb_access_logging

import data.guardian.graph

violations contains graph.violation(balancer, ["AccessLoggingPolicy", "Enabled"], message) if {
	some balancer in graph.resources("AWS::ElasticLoadBalancing::LoadBalancer")
	not graph.is_true(balancer.properties.AccessLoggingPolicy.Enabled)
	message := sprintf("load balancer %v logs no access: AccessLoggingPolicy.Enabled is %v", [
		balancer.id, graph.show_at(balancer.properties, ["AccessLoggingPolicy", "Enabled"], "absent"),
	])
}
