# METADATA
# title: ECR image tags are immutable
# description: >-
#   With mutable tags, whoever may push replaces the image behind a tag that was tested, and the next task runs another
#   program under the same name. AWS makes tags mutable where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
# custom:
#   id: ecr-tags-immutable
#   severity: medium
#   resources: [AWS::ECR::Repository]
#   decides_on: [ImageTagMutability]
#   requirements: [C7]
#   aliases: ["checkov:CKV_AWS_51", "trivy:AWS-0031", "kics:33f41d31"]
#   remediation: Set ImageTagMutability to IMMUTABLE and give every image a tag or digest of its own.
#   profiles: [requirements]
package guardian.rules.ecr_tags_immutable

import data.guardian.graph

violations contains graph.violation(repository, ["ImageTagMutability"], message) if {
	some repository in graph.resources("AWS::ECR::Repository")
	not repository.properties.ImageTagMutability in {"IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"}
	state := graph.show_at(repository.properties, ["ImageTagMutability"], "absent, which means MUTABLE")
	message := sprintf("repository %v lets tags be overwritten: ImageTagMutability is %v", [repository.id, state])
}

violations contains graph.violation(repository, path, message) if {
	some repository in graph.resources("AWS::ECR::Repository")
	repository.properties.ImageTagMutability == "IMMUTABLE_WITH_EXCLUSION"
	some index, filter in graph.as_list(repository.properties.ImageTagMutabilityExclusionFilters)
	filter.ImageTagMutabilityExclusionFilterValue in {"*", "latest"}
	path := ["ImageTagMutabilityExclusionFilters", index, "ImageTagMutabilityExclusionFilterValue"]
	value := filter.ImageTagMutabilityExclusionFilterValue
	message := sprintf("repository %v leaves tag %v out, so it can be overwritten", [repository.id, value])
}
