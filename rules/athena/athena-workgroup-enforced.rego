# METADATA
# title: Clients of Athena cannot override their workgroup
# description: >-
#   Without EnforceWorkGroupConfiguration, each client chooses where results go and whether they are encrypted. AWS
#   documents the option as not chosen where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
# custom:
#   id: athena-workgroup-enforced
#   severity: medium
#   resources: [AWS::Athena::WorkGroup]
#   decides_on: [WorkGroupConfiguration.EnforceWorkGroupConfiguration]
#   requirements: [B18]
#   aliases: ["checkov:CKV_AWS_82", "trivy:AWS-0007"]
#   remediation: Set WorkGroupConfiguration.EnforceWorkGroupConfiguration to true.
#   profiles: [requirements]
package guardian.rules.athena_workgroup_enforced

import data.guardian.graph

place := ["WorkGroupConfiguration", "EnforceWorkGroupConfiguration"]

violations contains graph.violation(group, place, message) if {
	some group in graph.resources("AWS::Athena::WorkGroup")
	not graph.is_true(object.get(group.properties, place, false))
	state := graph.show_at(group.properties, place, "absent, and Athena leaves it off")
	message := sprintf("clients of workgroup %v choose for themselves: %v is %v", [group.id, place[1], state])
}
