# METADATA
# title: Trails stream to CloudWatch Logs
# description: >-
#   Only from a log group can metric filters and alarms watch what happens. A trail streams there when it names the log
#   group and a role that may write to it.
# related_resources:
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
# custom:
#   id: cloudtrail-to-cloudwatch-logs
#   severity: medium
#   resources: [AWS::CloudTrail::Trail]
#   decides_on: []
#   requirements: [N23]
#   aliases: ["trivy:AWS-0162", "regula:FG_R00029", "guard-registry:CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED",
#     "cdk-nag:CloudTrailCloudWatchLogsEnabled", "kics:65d07da5"]
#   frameworks:
#     cis-aws-1.4: ["3.4"]
#     pci-dss-3.2.1: ["10.5.3", "10.6.1"]
#     nist-800-53-r5: [AU-6, SI-4]
#   remediation: Set CloudWatchLogsLogGroupArn and CloudWatchLogsRoleArn.
#   profiles: [requirements]
package guardian.rules.cloudtrail_to_cloudwatch_logs

import data.guardian.graph

violations contains graph.violation(trail, ["CloudWatchLogsLogGroupArn"], message) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	not trail.properties.CloudWatchLogsLogGroupArn
	message := sprintf("trail %v does not stream to CloudWatch Logs: CloudWatchLogsLogGroupArn is absent", [trail.id])
}

violations contains graph.violation(trail, ["CloudWatchLogsRoleArn"], message) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	trail.properties.CloudWatchLogsLogGroupArn
	not trail.properties.CloudWatchLogsRoleArn
	message := sprintf("trail %v does not stream to CloudWatch Logs: it names a log group and no role", [trail.id])
}
