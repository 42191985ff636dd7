# METADATA
# title: Container images are named by a fixed tag or digest
# description: >-
#   An image without a tag is the one called latest, and that changes under a running system: nobody can say which
#   program ran, two tasks of one service may differ, and a scan says nothing about the next start.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/bestpracticesguide/container-considerations.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ecs-taskdefinition-containerdefinition.html
# custom:
#   id: container-image-pinned
#   severity: medium
#   resources:
#   - AWS::ECS::TaskDefinition
#   - AWS::Batch::JobDefinition
#   - AWS::Lambda::Function
#   - AWS::AppRunner::Service
#   reads: [AWS::ECR::Repository]
#   decides_on: []
#   judges: form
#   requirements: [C7]
#   aliases: []
#   remediation: End the image's name with a version tag that is never reused, or better with @sha256 and the digest.
#   profiles: [requirements]
package guardian.rules.container_image_pinned

import data.guardian.graph

images contains image if {
	some node in graph.resources("AWS::ECS::TaskDefinition")
	some index, container in graph.as_list(node.properties.ContainerDefinitions)
	path := ["ContainerDefinitions", index, "Image"]
	image := {"node": node, "path": path, "value": container.Image}
}

images contains image if {
	some type, path in {
		"AWS::AppRunner::Service": ["SourceConfiguration", "ImageRepository", "ImageIdentifier"],
		"AWS::Batch::JobDefinition": ["ContainerProperties", "Image"],
		"AWS::Lambda::Function": ["Code", "ImageUri"],
	}
	some node in graph.resources(type)
	image := {"node": node, "path": path, "value": graph.at(node.properties, path)}
}

violations contains graph.violation(image.node, image.path, message) if {
	some image in images
	name := last_part(image.value)
	is_string(name)
	why := fault(name)
	message := sprintf("image %v of %v %v", [graph.show(image.value), image.node.id, why])
}

# A repository's URI stands alone: whatever is called latest.
violations contains graph.violation(image.node, image.path, message) if {
	some image in images
	last_part(image.value).attribute == "RepositoryUri"
	message := sprintf("image %v of %v has no tag, which means latest", [graph.show(image.value), image.node.id])
}

undetermined contains graph.undetermined(image.node, image.path, reason) if {
	some image in images
	part := last_part(image.value)
	not is_string(part)
	not part.attribute == "RepositoryUri"
	reason := sprintf("the tag of image %v is not known", [graph.show(image.value)])
}

last_part(value) := value if not graph.is_mixed(value)

last_part(value) := value["$text"][count(value["$text"]) - 1] if graph.is_mixed(value)

fault(name) := "is tagged latest" if endswith(name, ":latest")

fault(name) := "has no tag, which means latest" if {
	not contains(name, "@sha256:")
	segments := split(name, "/")
	not contains(segments[count(segments) - 1], ":")
}
