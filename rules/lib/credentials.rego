# What text looks like when it holds a credential, names that say that a value is one, and values that may be.
package guardian.credentials

import data.guardian.graph

# Shapes that are one beyond doubt, and an assignment of something to a name that says it is one. A pattern is only tried
# on text that has one of the `hints` in it, in lower case: patterns are slow, and most text has none.
shapes := [
	{
		"kind": "an AWS access key",
		"hints": ["akia", "asia"],
		"pattern": `(^|[^A-Z0-9])(AKIA|ASIA)[A-Z0-9]{16}([^A-Z0-9]|$)`,
	},
	{"kind": "a private key", "hints": ["private key"], "pattern": `-----BEGIN ([A-Z]+ )*PRIVATE KEY`},
	{
		"kind": "a token",
		"hints": ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "xox", "sk_live_"],
		"pattern": `(^|[^A-Za-z0-9])(gh[pousr]_[A-Za-z0-9]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|sk_live_[A-Za-z0-9]{16,})`,
	},
	{
		"kind": "an address with a password",
		"hints": ["@"],
		"pattern": `[a-z]+://[^:/@\s$<{]+:[^@/\s$<{*]{3,}@`,
	},
	{
		"kind": "a password",
		"hints": ["password", "passwd", "pwd", "secret", "apikey", "api_key", "access_token", "accesstoken", "auth_token"],
		"pattern": `(?i)(password|passwd|pwd|secret|secret_?access_?key|api_?key|access_?token|auth_?token)["']?\s*(=|:\s)\s*["']?[A-Za-z0-9+/@#%^&*!._-]{6,}`,
	},
]

# The kinds of credentials in a value: text, or text with unknown parts. The text before an unknown part must not count
# as an assignment of something, so the parts are looked at one by one.
kinds(value) := [shape.kind |
	some part in parts(value)
	small := graph.lower(part)
	some shape in shapes
	has_hint(small, shape.hints)
	regex.match(shape.pattern, part)
]

has_hint(text, hints) if {
	some hint in hints
	contains(text, hint)
}

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
