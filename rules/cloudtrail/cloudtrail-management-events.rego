# METADATA
# title: Trails record all management events
# description: >-
#   Without event selectors a trail records all management events. Selectors replace that - one with
#   IncludeManagementEvents false, or with ReadWriteType ReadOnly or WriteOnly, and advanced selectors without the event
#   category Management, leave some or all of them out. Global services such as IAM are recorded unless
#   IncludeGlobalServiceEvents is false.
# related_resources:
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
# custom:
#   id: cloudtrail-management-events
#   severity: high
#   resources: [AWS::CloudTrail::Trail]
#   decides_on: [EventSelectors, "EventSelectors[*].IncludeManagementEvents", "EventSelectors[*].ReadWriteType",
#     AdvancedEventSelectors, IncludeGlobalServiceEvents]
#   requirements: [N20]
#   aliases: []
#   frameworks:
#     pci-dss-3.2.1: ["10.1", "10.2.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: >-
#     Remove the event selectors, or give one IncludeManagementEvents true and ReadWriteType All; set
#     IncludeGlobalServiceEvents to true.
#   profiles: [default, requirements]
package guardian.rules.cloudtrail_management_events

import data.guardian.graph

selectors(trail) := graph.as_list(object.get(trail.properties, "EventSelectors", []))

advanced(trail) := graph.as_list(object.get(trail.properties, "AdvancedEventSelectors", []))

managing(trail) := [object.get(selector, "ReadWriteType", "All") |
	some selector in selectors(trail)
	not graph.is_false(selector.IncludeManagementEvents)
]

violations contains graph.violation(trail, ["EventSelectors"], message) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	count(selectors(trail)) > 0
	not has_all(managing(trail))
	message := sprintf("trail %v does not record all management events: its event selectors take %v", [
		trail.id, taken(managing(trail)),
	])
}

has_all(types) if "All" in types

has_all(types) if {
	"ReadOnly" in types
	"WriteOnly" in types
}

taken(types) := "none of them" if count(types) == 0

taken(types) := concat(", ", [graph.show(type) | some type in types]) if count(types) > 0

violations contains graph.violation(trail, ["AdvancedEventSelectors"], message) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	count(advanced(trail)) > 0
	count([selector | some selector in advanced(trail); takes_management(selector)]) == 0
	message := sprintf("trail %v does not record all management events: no advanced selector takes all of the category Management", [trail.id])
}

takes_management(selector) if {
	some field in graph.as_list(selector.FieldSelectors)
	field.Field == "eventCategory"
	"Management" in graph.as_list(field.Equals)
	count([other | some other in graph.as_list(selector.FieldSelectors); other.Field == "readOnly"]) == 0
}

violations contains graph.violation(trail, ["IncludeGlobalServiceEvents"], message) if {
	some trail in graph.resources("AWS::CloudTrail::Trail")
	graph.is_false(trail.properties.IncludeGlobalServiceEvents)
	message := sprintf("trail %v records no events of global services such as IAM: IncludeGlobalServiceEvents is false", [trail.id])
}
