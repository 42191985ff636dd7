# What text looks like when it holds a credential.
package guardian.credentials

import data.guardian.graph

# Shapes that are one beyond doubt, and an assignment of something to a name that says it is one.
shapes := [
	{"kind": "an AWS access key", "pattern": `(^|[^A-Z0-9])(AKIA|ASIA)[A-Z0-9]{16}([^A-Z0-9]|$)`},
	{"kind": "a private key", "pattern": `-----BEGIN ([A-Z]+ )*PRIVATE KEY`},
	{"kind": "a token", "pattern": `(^|[^A-Za-z0-9])(gh[pousr]_[A-Za-z0-9]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|sk_live_[A-Za-z0-9]{16,})`},
	{"kind": "an address with a password", "pattern": `[a-z]+://[^:/@\s$<{]+:[^@/\s$<{*]{3,}@`},
	{
		"kind": "a password",
		"pattern": `(?i)(password|passwd|pwd|secret|secret_?access_?key|api_?key|access_?token|auth_?token)["']?\s*(=|:\s)\s*["']?[A-Za-z0-9+/@#%^&*!._-]{6,}`,
	},
]

# The kinds of credentials in a value: text, or text with unknown parts. The text before an unknown part must not count
# as an assignment of something, so the parts are looked at one by one.
kinds(value) := [shape.kind |
	some shape in shapes
	some part in parts(value)
	regex.match(shape.pattern, part)
]

parts(value) := [part |
	some part in graph.as_list(object.get({"text": value}, ["text", "$text"], value))
	is_string(part)
]

# The parameters with NoEcho in a value; also by their default, where that was taken.
hidden_parameters(value) := [name |
	some part in graph.as_list(object.get({"text": value}, ["text", "$text"], value))
	some name, parameter in input.parameters
	parameter.no_echo
	is_parameter(part, name, parameter)
]

is_parameter(part, name, _) if {
	part["$unknown"].reason == "parameter"
	part["$unknown"].name == name
}

is_parameter(part, _, parameter) if {
	is_string(part)
	part != ""
	part == parameter.default
}

# Names of variables, tags and properties that say that the value is a secret, and none that say where one is.
is_secret_name(name) if {
	regex.match(`(?i)(password|passwd|secret|api_?key|access_?key|private_?key|token|credential)`, name)
	not regex.match(`(?i)(arn|name|id|path|url|uri|file|ttl|expir[a-z]*|length|table|prefix|version|endpoint|host|port|user|region|enabled|type|policy|algorithm|service_?token)s?$`, name)
}

# A value that is itself something, and not a pointer to it.
is_secret_value(value) if {
	is_string(value)
	count(value) > 3
	not regex.match(`^(arn:|/|https?://|s3://|true$|false$|[0-9]+$)`, value)
}
