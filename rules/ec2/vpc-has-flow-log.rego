# METADATA
# title: Every VPC has flow logs of all traffic
# description: >-
#   Flow logs are what shows, after an incident, who talked to whom. A log of accepted traffic only hides the
#   attempts, one of rejected traffic only hides the success. Without a flow log, a VPC records nothing.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
# - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6
# custom:
#   id: vpc-has-flow-log
#   severity: medium
#   resources: [AWS::EC2::VPC]
#   reads: [AWS::EC2::FlowLog]
#   decides_on: []
#   existence: true
#   requirements: [B9, C2]
#   aliases:
#     - checkov:CKV2_AWS_11
#     - cfn_nag:W60
#     - cdk-nag:AwsSolutions-VPC7
#     - trivy:AVD-AWS-0178
#     - prowler:vpc_flow_logs_enabled
#   frameworks:
#     cis-aws-1.4: ["3.9"]
#     pci-dss-3.2.1: ["10.3.3"]
#     nist-800-53-r5: [AU-12, SI-4]
#   remediation: Add an AWS::EC2::FlowLog with ResourceType VPC, ResourceId of the VPC and TrafficType ALL.
#   profiles: [requirements]
package guardian.rules.vpc_has_flow_log

import data.guardian.graph

logs(vpc) := graph.referrers(vpc, "AWS::EC2::FlowLog", ["ResourceId"])

violations contains graph.violation(vpc, [], message) if {
	some vpc in graph.resources("AWS::EC2::VPC")
	count(logs(vpc)) == 0
	message := sprintf("VPC %v has no flow log", [vpc.id])
}

complete(log) if graph.lower(log.properties.TrafficType) == "all"

complete(log) if graph.is_unknown(log.properties.TrafficType)

violations contains graph.violation_with(vpc, [], message, [place]) if {
	some vpc in graph.resources("AWS::EC2::VPC")
	some log in logs(vpc)
	count([other | some other in logs(vpc); complete(other)]) == 0
	kind := graph.show_at(log.properties, ["TrafficType"], "absent")
	message := sprintf("the flow log %v of VPC %v does not record all traffic: TrafficType is %v", [log.id, vpc.id, kind])
	place := graph.related(log, ["TrafficType"], "the flow log")
}

undetermined contains graph.undetermined(vpc, [], reason) if {
	some vpc in graph.resources("AWS::EC2::VPC")
	count([log | some log in logs(vpc); graph.lower(log.properties.TrafficType) == "all"]) == 0
	some log in logs(vpc)
	graph.is_unknown(log.properties.TrafficType)
	reason := sprintf("which traffic flow log %v records is not known", [log.id])
}
