# METADATA
# title: {{resource}} has {{property}} on
# description: >-
#   Say what goes wrong without it, and what AWS does where the template says nothing.
# related_resources:
# - {{page}}
# custom:
#   id: {{id}}
#   severity: {{severity}}
#   resources: [{{resource}}]
#   decides_on: [{{property}}]
#   requirements: []
#   aliases: []
#   remediation: Set {{property}} to true.
#   profiles: []
package guardian.rules.{{package}}

import data.guardian.graph

violations contains graph.violation(node, ["{{property}}"], message) if {
	some node in graph.resources("{{resource}}")
	not graph.is_true(node.properties.{{property}})
	value := graph.show_at(node.properties, ["{{property}}"], "absent")
	message := sprintf("%v has {{property}} off: it is %v", [node.id, value])
}
