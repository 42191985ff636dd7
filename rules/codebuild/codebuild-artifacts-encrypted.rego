# METADATA
# title: CodeBuild encrypts what it builds
# description: >-
#   Artifacts and build logs in S3 are encrypted unless EncryptionDisabled says otherwise.
# related_resources:
# - https://docs.aws.amazon.com/codebuild/latest/userguide/security-encryption.html
# custom:
#   id: codebuild-artifacts-encrypted
#   severity: medium
#   resources: [AWS::CodeBuild::Project]
#   decides_on:
#   - Artifacts.EncryptionDisabled
#   - "SecondaryArtifacts[*].EncryptionDisabled"
#   - LogsConfig.S3Logs.EncryptionDisabled
#   requirements: [B18]
#   aliases: ["checkov:CKV_AWS_78", "trivy:AWS-0018"]
#   remediation: Remove EncryptionDisabled.
#   profiles: [requirements]
package guardian.rules.codebuild_artifacts_encrypted

import data.guardian.graph

places contains place if {
	some node in graph.resources("AWS::CodeBuild::Project")
	settings := node.properties.Artifacts
	not settings.Type == "NO_ARTIFACTS" # leaves nothing
	place := {"node": node, "path": ["Artifacts"], "settings": settings}
}

places contains place if {
	some node in graph.resources("AWS::CodeBuild::Project")
	settings := node.properties.LogsConfig.S3Logs
	place := {"node": node, "path": ["LogsConfig", "S3Logs"], "settings": settings}
}

places contains place if {
	some node in graph.resources("AWS::CodeBuild::Project")
	some index, settings in graph.as_list(node.properties.SecondaryArtifacts)
	place := {"node": node, "path": ["SecondaryArtifacts", index], "settings": settings}
}

violations contains graph.violation(place.node, array.concat(place.path, ["EncryptionDisabled"]), message) if {
	some place in places
	graph.is_true(place.settings.EncryptionDisabled)
	message := sprintf("project %v turns encryption off in %v", [place.node.id, place.path[0]])
}
