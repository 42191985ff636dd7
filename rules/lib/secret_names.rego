# What looks like a secret: the name of a variable or parameter, and text that carries one.
package guardian.secret_names

import data.guardian.graph

# The word stands last, so that `DB_SECRET_ARN`, `TOKEN_URL` and `PASSWORD_LENGTH` are no secrets.
secret_name(name) if {
	is_string(name)
	regex.match(sprintf(`(?i)(%v)$`, [concat("|", secret_words)]), name)
}

secret_words := [
	"passw(or)?d", "passphrase", "pwd", "secret", "token", "credentials?", "access[_-]?key[_-]?id",
	"(api|private|access|secret|auth|signing|encryption)[_-]?key",
]

# Keys of AWS, private keys and passwords in URLs show themselves whatever they are called.
secret_text(text) if {
	is_string(text)
	regex.match(`(AKIA|ASIA)[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|[a-z]://[^/\s:@$]+:[^@/\s$]+@`, text)
}

# A value that could be a secret: no empty text, no switch, no ARN or path that only names one.
plain(value) if {
	is_string(value)
	not value in {"", "true", "false"}
	not names_other(value)
}

plain(value) if is_number(value)

# A parameter of the template, an export and so on: its value is put where it stands.
plain(value) if graph.is_unknown(value)

plain(value) if {
	graph.is_mixed(value)
	not names_other(value["$text"][0])
}

names_other(text) if startswith(text, "arn:")

names_other(text) if startswith(text, "/")

names_other(text) if startswith(text, "ssm:")

# CloudFormation reads the secret and puts it into the property.
resolved(value) if value["$dynamic"].service in {"secretsmanager", "ssm-secure"}

resolved(value) if {
	some part in value["$text"]
	part["$dynamic"].service in {"secretsmanager", "ssm-secure"}
}

# The parameter with NoEcho that the value of a path is.
hidden_parameter(node, path, _) := row.parameter if {
	row := graph.parameter_at(node, path)
	row.no_echo
}

hidden_parameter(node, path, value) := name if {
	not graph.parameter_at(node, path)
	name := value["$unknown"].name
	value["$unknown"].reason == "parameter"
	input.parameters[name].no_echo
}
