# METADATA
# title: Clients of Athena cannot override their workgroup
# description: >-
#   Without EnforceWorkGroupConfiguration, each client chooses where results go and whether they are encrypted. AWS turns
#   it on where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
# custom:
#   id: athena-workgroup-enforced
#   severity: medium
#   resources: [AWS::Athena::WorkGroup]
#   decides_on: [WorkGroupConfiguration.EnforceWorkGroupConfiguration]
#   requirements: [B18]
#   aliases: ["checkov:CKV_AWS_82", "trivy:AWS-0007"]
#   remediation: Remove EnforceWorkGroupConfiguration or set it to true.
#   profiles: [requirements]
package guardian.rules.athena_workgroup_enforced

import data.guardian.graph

place := ["WorkGroupConfiguration", "EnforceWorkGroupConfiguration"]

violations contains graph.violation(group, place, message) if {
	some group in graph.resources("AWS::Athena::WorkGroup")
	graph.is_false(graph.at(group.properties, place))
	message := sprintf("clients of workgroup %v choose for themselves: EnforceWorkGroupConfiguration is false", [group.id])
}
