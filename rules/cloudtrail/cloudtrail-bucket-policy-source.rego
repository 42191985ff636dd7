# METADATA
# title: Bucket policies let only their own trails in
# description: >-
#   The service principal cloudtrail.amazonaws.com stands for the trails of every account. Without a condition on
#   aws:SourceArn or aws:SourceAccount, a stranger's trail can be pointed at the bucket and write into it.
# related_resources:
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# custom:
#   id: cloudtrail-bucket-policy-source
#   severity: medium
#   resources: [AWS::S3::BucketPolicy]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [N22, B12]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-6, AU-9]
#   remediation: Add a StringEquals condition on aws:SourceArn with the ARN of the trail.
#   profiles: [requirements]
package guardian.rules.cloudtrail_bucket_policy_source

import data.guardian.delivery
import data.guardian.graph
import data.guardian.policy

violations contains graph.violation(node, principal.path, message) if {
	some statement in graph.statements("resource")
	statement.effect == "Allow"
	node := policy.owner(statement)
	node.type == "AWS::S3::BucketPolicy"
	delivery.grants([statement], "s3:putobject")
	some principal in statement.principals
	principal.value == "cloudtrail.amazonaws.com"
	not policy.closed(statement)
	message := sprintf("%v of %v lets the trails of every account write: no condition on aws:SourceArn or aws:SourceAccount", [
		policy.name(statement), node.id,
	])
}
