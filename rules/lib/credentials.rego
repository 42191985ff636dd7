# What text looks like when it holds a credential, names that say that a value is one, and values that may be.
package guardian.credentials

import data.guardian.graph

# The kinds of credentials in a value: text, or text with unknown parts. A rule that asks reads the fact `credentials`.
kinds(value) := [kind |
	some row in input.facts.credentials
	row.text in parts(value)
	some kind in row.kinds
]

parts(value) := [part |
	some part in graph.as_list(object.get({"text": value}, ["text", "$text"], value))
	is_string(part)
]

# The parameters with NoEcho that a value is made of.
hidden_parameters(value) := [name |
	some part in graph.as_list(object.get({"text": value}, ["text", "$text"], value))
	part["$unknown"].reason == "parameter"
	name := part["$unknown"].name
	input.parameters[name].no_echo
]

# The same at a path of a resource, also where the parameter's value was taken.
hidden_at(node, path, value) := array.concat(
	hidden_parameters(value),
	[row.parameter | some row in node.parameters; row.no_echo; row.path == path],
)

has_hint(text, hints) if {
	some hint in hints
	contains(text, hint)
}

# --- Names ---

# Names of variables, tags and properties that say that the value is a secret. The word stands last, so that
# `DB_SECRET_ARN`, `TOKEN_URL` and `PASSWORD_LENGTH` are none; a number may follow it.
is_secret_name(name) if {
	has_hint(graph.lower(name), ["pass", "pwd", "secret", "key", "token", "credential"])
	regex.match(
		`(?i)(passw(or)?d|passphrase|pwd|secret|token|credentials?|access[_-]?key[_-]?id|(api|private|access|secret|auth|signing|encryption)[_-]?key)([_-]?[0-9]+)?$`,
		name,
	)
	not regex.match(`(?i)service_?token$`, name)
}

# --- Values ---

# A value that could be a secret itself: no empty text, no switch, no small number, no ARN, path or address that only
# names one.
is_secret_value(value) if {
	is_string(value)
	count(value) > 3
	not regex.match(`^(arn:|/|https?://|s3://|ssm:|true$|false$|[0-9]{1,5}$)`, value)
	not regex.match(`EXAMPLE|\$\{`, value) # a placeholder
}

is_secret_value(value) if {
	is_number(value)
	value > 99999
}

# A parameter of the template, an export and so on: its value is put where it stands.
is_secret_value(value) if graph.is_unknown(value)

is_secret_value(value) if {
	graph.is_mixed(value)
	not names_other(value["$text"][0])
}

names_other(text) if regex.match(`^(arn:|/|https?://|s3://|ssm:)`, text)

# CloudFormation reads the secret and puts it into the property.
is_resolved(value) if value["$dynamic"].service in {"secretsmanager", "ssm-secure"}

is_resolved(value) if {
	some part in value["$text"]
	part["$dynamic"].service in {"secretsmanager", "ssm-secure"}
}
