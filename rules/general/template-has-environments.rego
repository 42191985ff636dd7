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

# How an environment of the setting may be spelled.
words(environment) := object.get(spellings, environment, {environment})

known contains word if {
	some environment in graph.setting("environments")
	some word in words(environment)
}

# Parameters that tell the environment: by their name, or because their default or two of their values are one.
telling contains name if {
	some name, _ in input.parameters
	regex.match(`(?i)(^|[a-z_])(env|environment|environmentname|environmenttype|stage)$`, name)
}

telling contains name if {
	some name, parameter in input.parameters
	graph.lower(parameter.default) in known
}

telling contains name if {
	some name, parameter in input.parameters
	count([value | some value in parameter.allowed; graph.lower(value) in known]) > 1
}

# The environments that a parameter does not take: none where it takes any value.
refused(name) := [environment |
	input.parameters[name].allowed
	allowed := {graph.lower(value) | some value in input.parameters[name].allowed}
	some environment in graph.setting("environments")
	count(allowed & words(environment)) == 0
]

takes_all if {
	some name in telling
	count(refused(name)) == 0
}

violations contains graph.template_violation(["Resources"], message) if {
	environments := graph.setting("environments")
	count(telling) == 0
	message := sprintf("the template has no parameter that tells which of %v it is", [concat(", ", environments)])
}

# One parameter that takes them all is enough: others may be called a stage, too.
violations contains graph.template_violation(["Parameters", name, "AllowedValues"], message) if {
	not takes_all
	some name in telling
	message := sprintf("parameter %v does not take the environments %v: its AllowedValues are %v", [
		name, concat(", ", refused(name)), concat(", ", input.parameters[name].allowed),
	])
}

violations contains graph.template_violation(["Parameters", name, "Default"], message) if {
	some name in telling
	count(refused(name)) == 0
	value := input.parameters[name].default
	not graph.lower(value) in known
	not other_default
	environments := concat(", ", graph.setting("environments"))
	message := sprintf("parameter %v is %v by default, which is none of %v", [name, graph.show(value), environments])
}

# Another parameter that starts as one of the environments.
other_default if {
	some name in telling
	graph.lower(input.parameters[name].default) in known
}
