# METADATA
# title: Services that deliver logs may write to their own place only
# description: >-
#   CloudTrail and log delivery write as a service, for any account, so the policy of the bucket must say where
#   (AWSLogs/ and the account, or another prefix) and for whom (aws:SourceArn or aws:SourceAccount), and let in nothing
#   but s3:PutObject and looking at the bucket. The role of a trail or flow log writes to its log group only.
# related_resources:
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# - https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
# custom:
#   id: delivery-policies-limited
#   severity: medium
#   resources: [AWS::S3::BucketPolicy, AWS::CloudTrail::Trail, AWS::EC2::FlowLog]
#   facts: [statements, access, principals]
#   decides_on: []
#   judges: form
#   requirements: [B12, N22]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6, AU-9]
#   remediation: >-
#     Allow s3:PutObject on BUCKET/AWSLogs/ACCOUNT/* and s3:GetBucketAcl on the bucket, each with a condition on
#     aws:SourceArn or aws:SourceAccount; in the role, name the ARN of the log group.
#   profiles: [default, requirements]
package guardian.rules.delivery_policies_limited

import data.guardian.graph
import data.guardian.policy

delivering := {"cloudtrail.amazonaws.com", "delivery.logs.amazonaws.com"}

# What they call on a bucket, in AWS's own examples.
needed := {"s3:putobject", "s3:getbucketacl", "s3:listbucket", "s3:getbucketlocation"}

deliveries := [{"statement": statement, "principal": principal} |
	some statement in graph.statements("resource")
	statement.effect == "Allow"
	some principal in statement.principals
	principal.type == "Service"
	principal.value in delivering
	graph.resource(statement.owner).type == "AWS::S3::BucketPolicy"
]

# No source.
violations contains graph.violation(node, principal.path, message) if {
	some {"statement": statement, "principal": principal} in deliveries
	some row in input.facts.access
	row.owner == statement.owner
	row.path == statement.path
	row.confused_deputy
	node := policy.owner(statement)
	message := sprintf("%v of %v lets %v in for any account: it has no condition on aws:SourceArn or aws:SourceAccount", [
		policy.name(statement), node.id, principal.value,
	])
}

# No prefix.
violations contains graph.violation(node, resource.path, message) if {
	some {"statement": statement, "principal": principal} in deliveries
	count([action | some action in statement.actions; graph.lower(action.value) == "s3:putobject"]) > 0
	some resource in statement.resources
	whole_bucket(policy.flat(resource.value))
	node := policy.owner(statement)
	message := sprintf("%v of %v lets %v write anywhere in the bucket (%v), not only under its prefix", [
		policy.name(statement), node.id, principal.value, graph.show(resource.value),
	])
}

whole_bucket(resource) if policy.wildcard(resource)

# The bucket's own part is not looked at: `arn:aws:s3:::bucket/*`.
whole_bucket(resource) if {
	parts := split(resource, "/")
	count(parts) > 1
	policy.wildcard(concat("/", array.slice(parts, 1, count(parts))))
}

# More than writing.
violations contains graph.violation(node, action.path, message) if {
	some {"statement": statement, "principal": principal} in deliveries
	some action in statement.actions
	is_string(action.value)
	not graph.lower(action.value) in needed
	node := policy.owner(statement)
	message := sprintf("%v of %v lets %v do %v, which no delivery needs", [
		policy.name(statement), node.id, principal.value, action.value,
	])
}

# The role of a trail or flow log that writes to more than its log group.
violations contains graph.violation_with(graph.resource(grant.owner), grant.path, message, [user]) if {
	some [type, property] in [
		["AWS::CloudTrail::Trail", "CloudWatchLogsRoleArn"],
		["AWS::EC2::FlowLog", "DeliverLogsPermissionArn"],
	]
	some log in graph.resources(type)
	some role in graph.targets(log, [property])
	some principal in input.facts.principals
	principal.key == role.key
	some grant in principal.grants
	graph.lower(grant.action) in {"logs:putlogevents", "logs:createlogstream", "logs:*", "logs:put*", "logs:create*"}
	any_group(policy.flat(grant.resource))
	message := sprintf("role %v may write to every log group, because %v is allowed on %v", [
		principal.id, graph.show(grant.action), graph.show(grant.resource),
	])
	user := graph.related(log, [property], "delivers with the role")
}

any_group(resource) if policy.any_resource(resource)

any_group(resource) if {
	fields := split(resource, ":")
	count(fields) > 6
	fields[5] == "log-group"
	policy.wildcard(concat(":", array.slice(fields, 6, count(fields))))
}
