# METADATA
# title: User data holds no secrets
# description: >-
#   User data is read by everything that runs on the instance, by everyone who may describe it, and out of the
#   template. A dynamic reference does not help: CloudFormation writes the secret itself into it.
# related_resources:
# - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html
# custom:
#   id: user-data-without-secrets
#   severity: high
#   resources: [AWS::EC2::Instance, AWS::EC2::LaunchTemplate, AWS::AutoScaling::LaunchConfiguration]
#   decides_on: []
#   judges: form
#   requirements: [N14]
#   aliases: ["checkov:CKV_AWS_46", "trivy:AWS-0029", "trivy:AWS-0122", "trivy:AWS-0129", "kics:568cc372"]
#   remediation: Let the instance read the secret with its role when it starts, and change what was exposed.
#   profiles: [default, requirements]
package guardian.rules.user_data_without_secrets

import data.guardian.graph
import data.guardian.secret_names

assignment := concat("", [
	`(?i)(passw(or)?d|secret_?key|api_?key|access_?key|auth_?token)["']?`,
	`\s*[=:]\s*["']?[a-z0-9+/_!@#%^&*.-]{6,}`,
])

places := {
	"AWS::AutoScaling::LaunchConfiguration": ["UserData"],
	"AWS::EC2::Instance": ["UserData"],
	"AWS::EC2::LaunchTemplate": ["LaunchTemplateData", "UserData"],
}

violations contains graph.violation(node, path, message) if {
	some type, path in places
	some node in graph.resources(type)
	value := graph.at(node.properties, path)
	some what in exposures(value)
	message := sprintf("user data of %v holds %v", [node.id, what])
}

exposures(value) := {what | some what in array.concat(in_text(value), in_parts(value))}

in_text(value) := [what |
	some text in texts(value)
	some what in kinds(text)
]

kinds(text) := {"a key or password"} if secret_names.secret_text(text)

kinds(text) := {"a password or key that is written out"} if {
	not secret_names.secret_text(text)
	regex.match(assignment, text)
}

in_parts(value) := array.concat(
	["a secret that CloudFormation resolves into it" | secret_names.resolved(value)],
	[sprintf("parameter %v, which is secret", [name]) |
		some part in parts(value)
		name := part["$unknown"].name
		part["$unknown"].reason == "parameter"
		input.parameters[name].no_echo
	],
)

parts(value) := value["$text"] if graph.is_mixed(value)

parts(value) := [value] if not graph.is_mixed(value)

# The text with a dollar sign for what is not known, and what a person encoded as base64.
texts(value) := array.concat([flat], [base64.decode(flat) |
	regex.match(`^[A-Za-z0-9+/\s]{16,}={0,2}\s*$`, flat)
	base64.is_valid(flat)
]) if {
	flat := concat("", [piece(part) | some part in parts(value)])
}

piece(part) := part if is_string(part)

piece(part) := "$" if not is_string(part)
