# METADATA
# title: Trails sign their log files
# description: >-
#   With log file validation CloudTrail delivers a signed digest every hour, by which a changed or deleted log file is
#   found. It is off unless EnableLogFileValidation is true.
# related_resources:
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
# custom:
#   id: cloudtrail-log-validation
#   severity: medium
#   resources: [AWS::CloudTrail::Trail]
#   decides_on: [EnableLogFileValidation]
#   requirements: [N20]
#   aliases: ["checkov:CKV_AWS_36", "trivy:AWS-0016", "regula:FG_R00027",
#     "guard-registry:CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED", "cdk-nag:CloudTrailLogFileValidationEnabled",
#     "kics:2a3560fe"]
#   frameworks:
#     cis-aws-1.4: ["3.2"]
#     pci-dss-3.2.1: ["10.5.2", "10.5.5"]
#     nist-800-53-r5: [AU-9, SI-7]
#   remediation: Set EnableLogFileValidation to true.
#   profiles: [requirements]
package guardian.rules.cloudtrail_log_validation

import data.guardian.graph

violations contains graph.violation(trail, ["EnableLogFileValidation"], message) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	not graph.is_true(trail.properties.EnableLogFileValidation)
	message := sprintf("trail %v does not sign its log files: EnableLogFileValidation is %v", [
		trail.id, graph.show_at(trail.properties, ["EnableLogFileValidation"], "absent, which means false"),
	])
}
