# METADATA
# title: CloudTrail logs are encrypted with the customer's key
# description: >-
#   Without KMSKeyId, CloudTrail delivers log files under keys that S3 owns, and whoever may read the bucket reads the
#   record of every call. A key of your own adds a second permission and a trace of every read.
# related_resources:
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   id: cloudtrail-encrypted-with-kms
#   severity: medium
#   resources: [AWS::CloudTrail::Trail]
#   decides_on: [KMSKeyId]
#   requirements: [N21]
#   aliases:
#   - checkov:CKV_AWS_35
#   - trivy:AWS-0015
#   - regula:FG_R00035
#   - guard-registry:CLOUD_TRAIL_ENCRYPTION_ENABLED
#   - cdk-nag:CloudTrailEncryptionEnabled
#   - kics:050a9ba8
#   remediation: Set KMSKeyId to a key of your own whose policy lets cloudtrail.amazonaws.com generate data keys.
#   profiles: [default, requirements]
package guardian.rules.cloudtrail_encrypted_with_kms

import data.guardian.graph
import data.guardian.kms

violations contains graph.violation(trail, ["KMSKeyId"], message) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	not kms.customer_key(trail.properties, "KMSKeyId")
	lack := kms.lack(trail.properties, "KMSKeyId", "CloudTrail leaves it to keys that S3 owns")
	message := sprintf("trail %v has %v", [trail.id, lack])
}
