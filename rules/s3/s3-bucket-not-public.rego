# METADATA
# title: S3 buckets are not public
# description: >-
#   A bucket is public through an ACL for everybody or for every AWS account, or through a bucket policy that lets in
#   everybody without a condition that closes it. ACL, policy, object ownership and public access block are judged
#   together - BlockPublicAcls, IgnorePublicAcls and bucket-owner-enforced ownership put the ACL out of force,
#   BlockPublicPolicy and RestrictPublicBuckets the policy. A block that is absent is on for buckets made since April
#   2023 (S3 then refuses the ACL or the policy) and off for older ones, and one that is there with a switch left out
#   has that switch off. So a template that asks for public access without stating the block either fails or opens the
#   bucket.
# related_resources:
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
# custom:
#   id: s3-bucket-not-public
#   severity: critical
#   resources: [AWS::S3::Bucket, AWS::S3::BucketPolicy]
#   reads: [AWS::S3::Bucket, AWS::S3::BucketPolicy]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [N2, N22]
#   aliases: ["checkov:CKV_AWS_20", "checkov:CKV_AWS_57", "cfn_nag:W31", "cfn_nag:F14", "cfn_nag:F16", "trivy:AWS-0092",
#     "cdk-nag:S3BucketPublicReadProhibited", "cdk-nag:S3BucketPublicWriteProhibited",
#     "guard-registry:S3_BUCKET_PUBLIC_READ_ACL", "guard-registry:S3_BUCKET_NO_PUBLIC_RW_ACL",
#     "guard-registry:S3_BUCKET_POLICY_NO_WILDCARD_PRINCIPAL", "cfripper:S3BucketPublicReadAclRule",
#     "cfripper:S3BucketPublicReadWriteAclRule", "kics:219f4c95", "kics:07dda8de", "kics:835d5497", "kics:7772bb8c",
#     "kics:f97b7d23", "kics:faa8fddf", "kics:456b00a3", "kics:acc78859", "kics:f6397a20",
#     "pulumi:aws-s3-bucket-disallow-public-read", "trivy:AWS-0161", "regula:FG_R00028"]
#   frameworks:
#     cis-aws-1.4: ["2.1.5", "3.3"]
#     pci-dss-3.2.1: ["1.2", "1.2.1", "1.3", "1.3.1", "1.3.2", "1.3.6", "2.2", "2.2.2"]
#     hipaa-security: ["164.308(a)(3)(i)", "164.308(a)(4)(ii)(A)", "164.312(a)(1)", "164.312(e)(1)"]
#     nist-800-53-r5: [AC-3, AC-4, AC-21, SC-7]
#   remediation: >-
#     Remove AccessControl and the open statement, turn on all four switches of PublicAccessBlockConfiguration, and
#     serve public content through CloudFront with an origin access control.
#   profiles: [default, requirements]
package guardian.rules.s3_bucket_not_public

import data.guardian.graph
import data.guardian.policy

# --- ACLs ---

granted := {
	"PublicRead": "everybody may read",
	"PublicReadWrite": "everybody may read and write",
	"AuthenticatedRead": "every AWS account may read",
}

acl_switches := ["BlockPublicAcls", "IgnorePublicAcls"]

violations contains graph.violation(bucket, ["AccessControl"], message) if {
	some bucket in graph.resources("AWS::S3::Bucket")
	who := granted[bucket.properties.AccessControl]
	not acls_disabled(bucket)
	not ownership_unknown(bucket)
	not blocked(bucket, acl_switches)
	not block_unknown(bucket, acl_switches)
	message := sprintf("bucket %v has the ACL %v, so %v, and %v", [
		bucket.id, bucket.properties.AccessControl, who, block_words(bucket, "stops ACLs"),
	])
}

undetermined contains graph.undetermined(bucket, ["AccessControl"], reason) if {
	some bucket in graph.resources("AWS::S3::Bucket")
	may_be_public_acl(bucket.properties.AccessControl)
	not acls_disabled(bucket)
	not blocked(bucket, acl_switches)
	reason := acl_reason(bucket)
}

may_be_public_acl(acl) if granted[acl]

may_be_public_acl(acl) if graph.is_unknown(acl)

acl_reason(bucket) := "the ACL is not known" if graph.is_unknown(bucket.properties.AccessControl)

acl_reason(bucket) := "the public access block is not known" if {
	granted[bucket.properties.AccessControl]
	block_unknown(bucket, acl_switches)
}

acl_reason(bucket) := "the object ownership is not known" if {
	granted[bucket.properties.AccessControl]
	not block_unknown(bucket, acl_switches)
	ownership_unknown(bucket)
}

ownerships(bucket) := [rule.ObjectOwnership | some rule in graph.as_list(bucket.properties.OwnershipControls.Rules)]

acls_disabled(bucket) if "BucketOwnerEnforced" in ownerships(bucket)

ownership_unknown(bucket) if {
	some ownership in ownerships(bucket)
	graph.is_unknown(ownership)
}

ownership_unknown(bucket) if graph.is_unknown(bucket.properties.OwnershipControls)

# --- Policies ---

policy_switches := ["BlockPublicPolicy", "RestrictPublicBuckets"]

bucket_statements := [statement |
	some statement in graph.statements("resource")
	policy.owner(statement).type == "AWS::S3::BucketPolicy"
]

violations contains graph.violation_with(node, principal.path, message, related) if {
	some statement in bucket_statements
	some principal in policy.public_principals(statement)
	node := policy.owner(statement)
	buckets := graph.targets(node, ["Bucket"])
	count([bucket | some bucket in buckets; blocked(bucket, policy_switches)]) == 0
	count([bucket | some bucket in buckets; block_unknown(bucket, policy_switches)]) == 0
	related := [place |
		some bucket in buckets
		place := graph.related(bucket, ["PublicAccessBlockConfiguration"], "the bucket that it opens")
	]
	message := sprintf("%v of bucket policy %v lets everybody do %v, and %v", [
		policy.name(statement), node.id, actions(statement), policy_block_words(buckets),
	])
}

undetermined contains graph.undetermined(node, principal.path, reason) if {
	some statement in bucket_statements
	some principal in policy.public_principals(statement)
	node := policy.owner(statement)
	buckets := graph.targets(node, ["Bucket"])
	count([bucket | some bucket in buckets; blocked(bucket, policy_switches)]) == 0
	some bucket in buckets
	block_unknown(bucket, policy_switches)
	reason := sprintf("the public access block of %v is not known", [bucket.id])
}

undetermined contains graph.undetermined(node, principal.path, reason) if {
	some statement in bucket_statements
	some principal in policy.maybe_public_principals(statement)
	node := policy.owner(statement)
	count([bucket | some bucket in graph.targets(node, ["Bucket"]); blocked(bucket, policy_switches)]) == 0
	reason := sprintf("whom %v lets in is not known", [graph.show(principal.value)])
}

actions(statement) := concat(", ", [graph.show(action.value) | some action in statement.actions]) if {
	count(statement.actions) > 0
	count(statement.actions) < 4
}

actions(statement) := sprintf("%v actions", [count(statement.actions)]) if count(statement.actions) > 3

actions(statement) := "all but a few actions" if count(statement.actions) == 0

# --- The public access block ---

blocked(bucket, switches) if {
	some name in switches
	graph.is_true(bucket.properties.PublicAccessBlockConfiguration[name])
}

block_unknown(bucket, switches) if {
	some name in switches
	graph.is_unknown(bucket.properties.PublicAccessBlockConfiguration[name])
}

block_unknown(bucket, _) if graph.is_unknown(bucket.properties.PublicAccessBlockConfiguration)

block_words(bucket, effect) := sprintf("no switch of its public access block %v", [effect]) if {
	bucket.properties.PublicAccessBlockConfiguration
}

block_words(bucket, _) := "the public access block is absent, which stops it only on buckets made since April 2023" if {
	not bucket.properties.PublicAccessBlockConfiguration
}

policy_block_words(buckets) := block_words(buckets[0], "stops policies")

policy_block_words(buckets) := "the bucket is not in the template, so nothing here blocks it" if count(buckets) == 0
