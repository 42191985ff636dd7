# METADATA
# title: Log groups have a retention
# description: >-
#   Without RetentionInDays a log group keeps everything for ever, which costs money and keeps personal data longer than
#   it may be kept.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
# custom:
#   id: log-group-retention
#   severity: low
#   resources: [AWS::Logs::LogGroup]
#   decides_on: []
#   requirements: [S13]
#   aliases: ["checkov:CKV_AWS_66", "cfn_nag:W86", "guard-registry:CW_LOGGROUP_RETENTION_PERIOD_CHECK",
#     "cdk-nag:CloudWatchLogGroupRetentionPeriod"]
#   frameworks:
#     pci-dss-3.2.1: ["3.1", "10.7"]
#     nist-800-53-r5: [AU-11]
#   remediation: Set RetentionInDays.
#   profiles: [requirements]
package guardian.rules.log_group_retention

import data.guardian.graph

violations contains graph.violation(group, ["RetentionInDays"], message) if {
	some group in graph.resources("AWS::Logs::LogGroup")
	not graph.is_helper(group)
	not group.properties.RetentionInDays
	message := sprintf("log group %v keeps everything for ever: RetentionInDays is absent", [group.id])
}
