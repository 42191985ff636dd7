# METADATA
# title: ECR scans images when they are pushed
# description: >-
#   An image with known vulnerabilities is found when it arrives and not after it runs. AWS leaves scan on push off for
#   a repository that says nothing; the scanning configuration of the registry may cover it instead.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ecr-registryscanningconfiguration.html
# custom:
#   id: ecr-image-scan-on-push
#   severity: medium
#   resources: [AWS::ECR::Repository]
#   reads: [AWS::ECR::RegistryScanningConfiguration]
#   decides_on: [ImageScanningConfiguration.ScanOnPush]
#   requirements: [C5]
#   aliases:
#   - checkov:CKV_AWS_163
#   - cfn_nag:W79
#   - trivy:AWS-0030
#   - guard-registry:ECR_REPO_SCAN_ON_PUSH
#   - kics:9025b2b3
#   remediation: Set ImageScanningConfiguration.ScanOnPush to true, or let the registry scan all repositories.
#   profiles: [requirements]
package guardian.rules.ecr_image_scan_on_push

import data.guardian.graph

violations contains graph.violation(repository, ["ImageScanningConfiguration", "ScanOnPush"], message) if {
	some repository in graph.resources("AWS::ECR::Repository")
	not graph.is_true(repository.properties.ImageScanningConfiguration.ScanOnPush)
	not scanned_by_registry(repository)
	path := ["ImageScanningConfiguration", "ScanOnPush"]
	state := graph.show_at(repository.properties, path, "absent, and AWS then scans nothing")
	message := sprintf("repository %v does not scan pushed images: ScanOnPush is %v", [repository.id, state])
}

scanned_by_registry(repository) if {
	some configuration in graph.resources("AWS::ECR::RegistryScanningConfiguration")
	some rule in graph.as_list(configuration.properties.Rules)
	rule.ScanFrequency in {"SCAN_ON_PUSH", "CONTINUOUS_SCAN"}
	some filter in graph.as_list(rule.RepositoryFilters)
	matches(filter.Filter, object.get(repository.properties, "RepositoryName", ""))
}

matches(filter, _) if filter == "*"

# A filter without an asterisk means every name that has it in it.
matches(filter, name) if {
	filter != "*"
	is_string(name)
	contains(name, trim(filter, "*"))
}
