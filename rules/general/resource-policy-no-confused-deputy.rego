# METADATA
# title: Services that act for others are let in for a known source only
# description: >-
#   SNS, S3, EventBridge, CloudTrail and others call a resource on behalf of any customer of AWS. Whoever knows its name
#   can make them do that from another account, unless the policy names the source by aws:SourceArn, aws:SourceAccount
#   or aws:SourceOrgID. `…IfExists` operators and a wildcard for the account name none. Only services for which AWS
#   documents such a condition are judged; a Lambda permission takes SourceArn and SourceAccount for every service.
#   The delivery of trails and logs into buckets is delivery-policies-limited's.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn
# - https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
# custom:
#   id: resource-policy-no-confused-deputy
#   severity: high
#   resources: ["*"]
#   facts: [access]
#   decides_on: []
#   judges: facts
#   requirements: []
#   aliases: ["checkov:CKV_AWS_364", "trivy:AWS-0067"]
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: >-
#     Add a condition on aws:SourceArn (the topic, bucket, rule or trail) or aws:SourceAccount; for a Lambda permission,
#     SourceArn and SourceAccount.
#   profiles: [default]
package guardian.rules.resource_policy_no_confused_deputy

import data.guardian.graph

violations contains graph.violation(node, deputy.path, message) if {
	some row in input.facts.access
	row.confused_deputy
	node := graph.resource(row.owner)
	some deputy in row.deputies
	not delivers(node, deputy)
	message := sprintf("%v lets %v in whoever it acts for, because no condition names the source of the request", [
		node.id, deputy.service,
	])
}

delivers(node, deputy) if {
	node.type == "AWS::S3::BucketPolicy"
	deputy.service in {"cloudtrail.amazonaws.com", "delivery.logs.amazonaws.com"}
}
