# METADATA
# title: KMS keys rotate every year
# description: >-
#   Rotation limits how much is encrypted under one piece of key material; AWS keeps the old material to decrypt what
#   is there. It is off where nothing is said, and yearly once on. Asymmetric and HMAC keys, imported key material and
#   keys in custom key stores cannot rotate automatically and are left out.
# related_resources:
# - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-kms-key.html
# custom:
#   id: kms-key-rotation
#   severity: medium
#   resources: [AWS::KMS::Key]
#   decides_on: [EnableKeyRotation, RotationPeriodInDays]
#   requirements: [N19, C21]
#   aliases:
#   - checkov:CKV_AWS_7
#   - cfn_nag:F19
#   - trivy:AWS-0065
#   - regula:FG_R00036
#   - guard-registry:CMK_BACKING_KEY_ROTATION_ENABLED
#   - cdk-nag:KMSBackingKeyRotationEnabled
#   - cfripper:KMSKeyEnabledKeyRotation
#   - kics:235ca980
#   - kics:1c07bfaf
#   remediation: Set EnableKeyRotation to true and leave RotationPeriodInDays at 365 or less.
#   profiles: [default, requirements]
package guardian.rules.kms_key_rotation

import data.guardian.graph

longest_period := 365

violations contains graph.violation(key, ["EnableKeyRotation"], message) if {
	some key in graph.resources("AWS::KMS::Key")
	can_rotate(key.properties)
	not graph.is_true(key.properties.EnableKeyRotation)
	message := sprintf("key %v %v", [key.id, fault(key.properties)])
}

violations contains graph.violation(key, ["RotationPeriodInDays"], message) if {
	some key in graph.resources("AWS::KMS::Key")
	can_rotate(key.properties)
	graph.is_true(key.properties.EnableKeyRotation)
	days := graph.number(key.properties.RotationPeriodInDays)
	days > longest_period
	message := sprintf("key %v rotates every %v days, less than once a year", [key.id, days])
}

undetermined contains graph.undetermined(key, [property], reason) if {
	some key in graph.resources("AWS::KMS::Key")
	not graph.is_true(key.properties.EnableKeyRotation)
	some property, _ in kind_that_rotates
	graph.is_unknown(key.properties[property])
	reason := sprintf("whether key %v can rotate depends on its %v", [key.id, property])
}

# Only symmetric encryption keys rotate, and only if AWS made their material. This is also what AWS makes by default.
kind_that_rotates := {
	"KeySpec": "SYMMETRIC_DEFAULT",
	"KeyUsage": "ENCRYPT_DECRYPT",
	"Origin": "AWS_KMS",
}

can_rotate(properties) if {
	every property, value in kind_that_rotates {
		object.get(properties, property, value) == value
	}
}

fault(properties) := sprintf("has EnableKeyRotation set to %v", [graph.show(properties.EnableKeyRotation)])

fault(properties) := "does not set EnableKeyRotation, and AWS leaves rotation off" if {
	not "EnableKeyRotation" in object.keys(properties)
}
