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

violations contains graph.attribute_violation(node, ["ForceDestroy"], message) if {
	some type in ["AWS::S3::Bucket", "AWS::ECR::Repository"]
	some node in graph.resources(type)
	of_pulumi(node)
	not graph.is_true(node.attributes.ForceDestroy)
	state := graph.show_at(node.attributes, ["ForceDestroy"], "absent, and Pulumi then deletes it only when it is empty")
	message := sprintf("%v cannot be destroyed with what is in it: %v is %v", [node.id, option(node), state])
}

of_pulumi(node) if node.origin.form == "pulumi"

of_pulumi(node) if "ForceDestroy" in object.keys(node.attributes)

option(node) := "forceDestroy" if node.type == "AWS::S3::Bucket"

option(node) := "forceDelete" if node.type == "AWS::ECR::Repository"
