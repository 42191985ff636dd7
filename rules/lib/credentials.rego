# What text looks like when it holds a credential.
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

# Names of variables, tags and properties that say that the value is a secret, and none that say where one is.
is_secret_name(name) if {
	has_hint(graph.lower(name), ["password", "passwd", "secret", "key", "token", "credential"])
	regex.match(`(?i)(password|passwd|secret|api_?key|access_?key|private_?key|token|credential)`, name)
	not regex.match(`(?i)(arn|name|id|path|url|uri|file|ttl|expir[a-z]*|length|table|prefix|version|endpoint|host|port|user|region|enabled|type|policy|algorithm|service_?token)s?$`, name)
}

# A value that is itself something, and not a pointer to it.
is_secret_value(value) if {
	is_string(value)
	count(value) > 3
	not regex.match(`^(arn:|/|https?://|s3://|true$|false$|[0-9]+$)`, value)
}
