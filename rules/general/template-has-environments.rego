# METADATA
# title: One template serves each environment, chosen by a parameter
# description: >-
#   Sizes, retention and limits differ between production and development (setting environments), and a parameter tells
#   which of them a stack is. Without one, each environment is a copy that drifts. A parameter that only names and tags
#   follow changes nothing.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/best-practices.html#reuse
# custom:
#   id: template-has-environments
#   severity: low
#   resources: ["AWS::*"]
#   reads: ["*"]
#   decides_on: []
#   judges: form
#   existence: true
#   requirements: [S7]
#   aliases: []
#   settings: [environments]
#   remediation: >-
#     Add a parameter such as Environment with all environments as its AllowedValues, and let a condition or a mapping
#     give sizes and limits from it.
#   profiles: [serverless]
package guardian.rules.template_has_environments

import data.guardian.graph

# How the usual environments are spelled.
spellings := {
	"dev": {"dev", "develop", "development"},
	"prod": {"prod", "production", "prd", "live"},
	"staging": {"staging", "stage", "stg"},
	"test": {"test", "testing", "tst", "qa"},
}

known contains word if {
	some environment in graph.setting("environments")
	some word in object.get(spellings, environment, {environment})
}

# Parameters that tell the environment: by their name, or because their default is one.
telling contains name if {
	some name, _ in input.parameters
	regex.match(`(?i)(^|[a-z_])(env|environment|environmentname|environmenttype|stage)$`, name)
}

telling contains name if {
	some name, parameter in input.parameters
	graph.lower(parameter.default) in known
}

violations contains graph.template_violation(["Resources"], message) if {
	environments := graph.setting("environments")
	count(telling) == 0
	message := sprintf("the template has no parameter that tells which of %v it is", [concat(", ", environments)])
}

violations contains graph.template_violation(["Parameters", name, "Default"], message) if {
	some name in telling
	value := input.parameters[name].default
	not graph.lower(value) in known
	environments := concat(", ", graph.setting("environments"))
	message := sprintf("parameter %v is %v by default, which is none of %v", [name, graph.show(value), environments])
}
