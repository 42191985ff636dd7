# METADATA
# title: User data, tags, outputs and custom resources hold no credentials
# description: >-
#   User data can be read by everything that runs on the instance and by everyone who may describe it, tags and outputs
#   by nearly everyone in the account, and properties of custom resources end up in logs. Looked for are access keys,
#   private keys, tokens of known shape, passwords in assignments and addresses, and parameters with NoEcho.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds
# - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
# custom:
#   id: credential-not-in-text
#   severity: high
#   resources: ["*"]
#   facts: [credentials]
#   decides_on: []
#   judges: form
#   requirements: [N14, P14]
#   aliases: ["checkov:CKV_AWS_46"]
#   frameworks:
#     pci-dss-3.2.1: ["8.2.1"]
#     nist-800-53-r5: [IA-5]
#   remediation: >-
#     Keep the credential in Secrets Manager, let the role of the instance or function read it when it runs, and change
#     the one that was exposed.
#   profiles: [default, requirements]
package guardian.rules.credential_not_in_text

import data.guardian.credentials
import data.guardian.graph

# --- Resources ---

user_data := {
	"AWS::EC2::Instance": ["UserData"],
	"AWS::EC2::LaunchTemplate": ["LaunchTemplateData", "UserData"],
	"AWS::AutoScaling::LaunchConfiguration": ["UserData"],
}

# Words are made only for what is found: most templates have hundreds of tags and no credential in them.
texts := array.concat(
	[{"node": node, "path": path, "value": value} |
		some type, path in user_data
		some node in graph.resources(type)
		value := graph.at(node.properties, path)
	],
	array.concat(
		[{"node": node, "path": ["Tags", index, "Value"], "name": tag.Key, "value": tag.Value} |
			some node in input.resources
			some index, tag in node.properties.Tags
			may_hold(node, index, tag)
		],
		[{"node": node, "path": [name], "name": name, "value": value} |
			some type, _ in input.by_type
			is_custom(type)
			some node in graph.resources(type)
			some name, value in node.properties
			name != "ServiceToken"
		],
	),
)

# A tag without anything that a credential has in it is none.
may_hold(_, _, tag) if {
	is_string(tag.Value)
	count(tag.Value) > 13
}

may_hold(_, _, tag) if {
	is_string(tag.Value)
	count(tag.Value) <= 13
	regex.match(`[=:@]|(?i:password|passwd|secret|key|token|credential)`, concat(" ", [tag.Value, graph.show(tag.Key)]))
}

may_hold(_, _, tag) if is_object(tag.Value)

may_hold(node, index, tag) if {
	is_string(tag.Value)
	some row in node.parameters
	row.no_echo
	row.path == ["Tags", index, "Value"]
}

what(row) := "the user data" if not row.name

what(row) := sprintf("the tag %v", [graph.show(row.name)]) if row.path[0] == "Tags"

what(row) := sprintf("the property %v", [row.name]) if {
	row.name
	row.path[0] != "Tags"
}

is_custom(type) if startswith(type, "Custom::")

is_custom(type) if type == "AWS::CloudFormation::CustomResource"

judged := [{"row": row, "kinds": credentials.kinds(row.value)} | some row in texts]

violations contains graph.violation(item.row.node, item.row.path, message) if {
	some item in judged
	kind := item.kinds[0]
	message := sprintf("%v of %v holds %v", [what(item.row), item.row.node.id, kind])
}

violations contains graph.violation(item.row.node, item.row.path, message) if {
	some item in judged
	count(item.kinds) == 0
	name := credentials.hidden_at(item.row.node, item.row.path, item.row.value)[0]
	message := sprintf("%v of %v holds parameter %v, which is a secret (NoEcho)", [what(item.row), item.row.node.id, name])
}

# A tag or property that is called a password is one.
violations contains graph.violation(item.row.node, item.row.path, message) if {
	some item in judged
	count(item.kinds) == 0
	item.row.name
	credentials.is_secret_name(item.row.name)
	credentials.is_secret_value(item.row.value)
	message := sprintf("%v of %v holds what its name says is a secret", [what(item.row), item.row.node.id])
}

# --- Outputs ---

violations contains graph.template_violation(["Outputs", name, "Value"], message) if {
	some name, output in input.outputs
	kind := credentials.kinds(output.value)[0]
	message := sprintf("output %v shows %v", [name, kind])
}

violations contains graph.template_violation(["Outputs", name, "Value"], message) if {
	some name, output in input.outputs
	count(credentials.kinds(output.value)) == 0
	parameter := credentials.hidden_parameters(output.value)[0]
	message := sprintf("output %v shows parameter %v, which is a secret (NoEcho)", [name, parameter])
}

violations contains graph.template_violation(["Outputs", name, "Value"], message) if {
	some name, output in input.outputs
	count(credentials.kinds(output.value)) == 0
	output.value["$dynamic"].service in {"secretsmanager", "ssm-secure"}
	message := sprintf("output %v shows a secret that is resolved at deployment", [name])
}
