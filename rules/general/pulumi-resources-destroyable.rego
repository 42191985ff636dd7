# METADATA
# title: Pulumi may destroy every resource
# description: >-
#   A resource with the option protect stops the removal of its stack half way. A bucket or registry that has anything
#   in it stops it too unless forceDestroy or forceDelete is true, which Pulumi leaves off where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
# - https://www.pulumi.com/docs/iac/concepts/options/protect/
# - https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucket/
# custom:
#   id: pulumi-resources-destroyable
#   severity: medium
#   resources: ["*"]
#   decides_on: [Protect, ForceDestroy]
#   requirements: [C29]
#   aliases: []
#   remediation: Remove protect; set forceDestroy on buckets and forceDelete on registries to true.
#   profiles: [default, requirements]
package guardian.rules.pulumi_resources_destroyable

import data.guardian.graph

# Only Pulumi has these attributes.
violations contains graph.attribute_violation(node, ["Protect"], message) if {
	some node in input.resources
	graph.is_true(node.attributes.Protect)
	message := sprintf("%v cannot be destroyed: protect is true", [node.id])
}

violations contains graph.attribute_violation(bucket, ["ForceDestroy"], message) if {
	some bucket in graph.resources("AWS::S3::Bucket")
	takes_force(bucket)
	not graph.is_true(bucket.attributes.ForceDestroy)
	state := graph.show_at(bucket.attributes, ["ForceDestroy"], "absent, and Pulumi then deletes it only when it is empty")
	message := sprintf("%v cannot be destroyed with what is in it: forceDestroy is %v", [bucket.id, state])
}

# What forceDelete of Pulumi says is a property of CloudFormation.
violations contains graph.violation(registry, ["EmptyOnDelete"], message) if {
	some registry in graph.resources("AWS::ECR::Repository")
	registry.origin.form == "pulumi"
	not graph.is_true(registry.properties.EmptyOnDelete)
	state := graph.show_at(registry.properties, ["EmptyOnDelete"], "absent, and Pulumi then deletes it only when it is empty")
	message := sprintf("%v cannot be destroyed with what is in it: forceDelete is %v", [registry.id, state])
}

# The provider aws-native has no such option.
takes_force(bucket) if {
	bucket.origin.form == "pulumi"
	not startswith(object.get(bucket.origin, "type", ""), "aws-native:")
}

takes_force(bucket) if "ForceDestroy" in object.keys(bucket.attributes)
