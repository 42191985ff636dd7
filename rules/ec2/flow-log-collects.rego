# METADATA
# title: Flow logs collect something
# description: >-
#   A flow log needs a resource of the kind that ResourceType names and a place to write to - a bucket or stream in
#   LogDestination, or a log group with a role that may write to it.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-flowlog.html
# custom:
#   id: flow-log-collects
#   severity: medium
#   resources: [AWS::EC2::FlowLog]
#   reads: [AWS::EC2::VPC, AWS::EC2::Subnet, AWS::EC2::NetworkInterface, AWS::EC2::TransitGateway]
#   decides_on: []
#   requirements: [B16]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AU-12]
#   remediation: >-
#     Name the VPC in ResourceId with ResourceType VPC, and either LogDestination, or LogGroupName and
#     DeliverLogsPermissionArn.
#   profiles: [requirements]
package guardian.rules.flow_log_collects

import data.guardian.graph

kinds := {
	"AWS::EC2::VPC": "VPC",
	"AWS::EC2::Subnet": "Subnet",
	"AWS::EC2::NetworkInterface": "NetworkInterface",
	"AWS::EC2::TransitGateway": "TransitGateway",
}

violations contains graph.violation(log, ["ResourceType"], message) if {
	some log in graph.resources("AWS::EC2::FlowLog")
	some target in graph.targets(log, ["ResourceId"])
	wanted := kinds[target.type]
	is_string(log.properties.ResourceType)
	log.properties.ResourceType != wanted
	message := sprintf("flow log %v is on %v as a %v, and that is a %v", [
		log.id, target.id, log.properties.ResourceType, wanted,
	])
}

violations contains graph.violation(log, ["ResourceId"], message) if {
	some log in graph.resources("AWS::EC2::FlowLog")
	is_nothing(log.properties)
	message := sprintf("flow log %v is on nothing: ResourceId is %v", [
		log.id, graph.show_at(log.properties, ["ResourceId"], "absent"),
	])
}

is_nothing(properties) if not properties.ResourceId

is_nothing(properties) if properties.ResourceId == ""

is_nothing(properties) if properties.ResourceId["$unknown"].reason in {"dangling", "absent-resource"}

to_bucket(log) if log.properties.LogDestinationType in {"s3", "kinesis-data-firehose"}

to_logs(log) if not log.properties.LogDestinationType

to_logs(log) if log.properties.LogDestinationType == "cloud-watch-logs"

violations contains graph.violation(log, ["LogDestination"], message) if {
	some log in graph.resources("AWS::EC2::FlowLog")
	to_bucket(log)
	not log.properties.LogDestination
	message := sprintf("flow log %v goes nowhere: LogDestination is absent", [log.id])
}

violations contains graph.violation(log, ["LogGroupName"], message) if {
	some log in graph.resources("AWS::EC2::FlowLog")
	to_logs(log)
	not log.properties.LogGroupName
	not log.properties.LogDestination
	message := sprintf("flow log %v goes nowhere: neither LogGroupName nor LogDestination is there", [log.id])
}

violations contains graph.violation(log, ["DeliverLogsPermissionArn"], message) if {
	some log in graph.resources("AWS::EC2::FlowLog")
	to_logs(log)
	not log.properties.DeliverLogsPermissionArn
	message := sprintf("flow log %v may not write to its log group: DeliverLogsPermissionArn is absent", [log.id])
}
