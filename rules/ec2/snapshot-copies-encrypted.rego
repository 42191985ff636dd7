# METADATA
# title: Snapshots that Data Lifecycle Manager copies are encrypted
# description: >-
#   A copy into another region is encrypted only where its rule says so, or where the account encrypts by default,
#   which AWS leaves off.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-dlm-lifecyclepolicy-crossregioncopyrule.html
# - https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lifecycle.html
# custom:
#   id: snapshot-copies-encrypted
#   severity: medium
#   resources: [AWS::DLM::LifecyclePolicy]
#   decides_on:
#   - "PolicyDetails.Schedules[*].CrossRegionCopyRules[*].Encrypted"
#   - "PolicyDetails.Actions[*].CrossRegionCopy[*].EncryptionConfiguration.Encrypted"
#   requirements: [B18]
#   aliases: ["cfn_nag:W81", "guard-registry:DLM_LIFECYCLE_POLICY_CROSS_REGION_ENCRYPTION_RULE"]
#   remediation: Set Encrypted to true in each rule, with CmkArn for a key of your own.
#   profiles: [requirements]
package guardian.rules.snapshot_copies_encrypted

import data.guardian.graph

copies contains copy if {
	some node in graph.resources("AWS::DLM::LifecyclePolicy")
	some schedule_index, schedule in graph.as_list(node.properties.PolicyDetails.Schedules)
	some index, rule in graph.as_list(schedule.CrossRegionCopyRules)
	path := ["PolicyDetails", "Schedules", schedule_index, "CrossRegionCopyRules", index]
	copy := {"node": node, "path": path, "settings": rule}
}

copies contains copy if {
	some node in graph.resources("AWS::DLM::LifecyclePolicy")
	some action_index, action in graph.as_list(node.properties.PolicyDetails.Actions)
	some index, target in graph.as_list(action.CrossRegionCopy)
	path := ["PolicyDetails", "Actions", action_index, "CrossRegionCopy", index, "EncryptionConfiguration"]
	copy := {"node": node, "path": path, "settings": object.get(target, "EncryptionConfiguration", {})}
}

violations contains graph.violation(copy.node, array.concat(copy.path, ["Encrypted"]), message) if {
	some copy in copies
	not graph.is_true(copy.settings.Encrypted)
	state := graph.show_at(copy.settings, ["Encrypted"], "absent, and the account's setting is off by default")
	message := sprintf("policy %v copies snapshots in plain text: Encrypted is %v", [copy.node.id, state])
}
