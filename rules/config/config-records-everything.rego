# METADATA
# title: AWS Config records everything
# description: >-
#   A recorder needs a role, all supported types with the global ones, and a delivery channel; without the channel it
#   does not start.
# related_resources:
# - https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-configurationrecorder.html
# custom:
#   id: config-records-everything
#   severity: medium
#   existence: true
#   resources: ["*"]
#   reads: ["*"]
#   decides_on: []
#   judges: form
#   requirements: [S16]
#   aliases: []
#   frameworks:
#     cis-aws-1.4: ["3.5"]
#     nist-800-53-r5: [CM-8]
#   remediation: >-
#     Add an AWS::Config::ConfigurationRecorder with a RoleARN and a RecordingGroup with AllSupported and
#     IncludeGlobalResourceTypes true, and an AWS::Config::DeliveryChannel.
#   profiles: [serverless]
package guardian.rules.config_records_everything

import data.guardian.graph

recorders := graph.resources("AWS::Config::ConfigurationRecorder")

channels := graph.resources("AWS::Config::DeliveryChannel")

violations contains graph.template_violation(["Resources"], message) if {
	count(recorders) == 0
	message := "no AWS Config recorder is there"
}

violations contains graph.violation(recorder, [], message) if {
	some recorder in recorders
	count(channels) == 0
	message := sprintf("recorder %v records nothing: there is no delivery channel", [recorder.id])
}

violations contains graph.violation(recorder, ["RoleARN"], message) if {
	some recorder in recorders
	not recorder.properties.RoleARN
	message := sprintf("recorder %v has no role", [recorder.id])
}

switches := {"AllSupported": "all supported types", "IncludeGlobalResourceTypes": "global types"}

violations contains graph.violation(recorder, ["RecordingGroup", name], message) if {
	some recorder in recorders
	some name, words in switches
	value := object.get(recorder.properties, ["RecordingGroup", name], "absent")
	not graph.is_true(value)
	not graph.is_unknown(value)
	message := sprintf("recorder %v does not record %v: %v is %v", [recorder.id, words, name, graph.show(value)])
}

undetermined contains graph.undetermined(recorder, ["RecordingGroup", name], reason) if {
	some recorder in recorders
	some name, _ in switches
	graph.is_unknown(recorder.properties.RecordingGroup[name])
	reason := sprintf("%v is not known", [name])
}
