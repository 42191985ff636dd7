# How policy statements are read: whom they let in, what closes them again, and how far their resources go.
#
# A condition closes a statement that names everybody when it holds for known callers only: an account, an organization,
# a network, a resource of a fixed account. What counts is what S3 and IAM Access Analyzer call public:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
package guardian.policy

import data.guardian.graph

# --- Principals ---

# The principals of a statement that stand for everybody.
everybody(statement) := [principal |
	some principal in statement.principals
	principal.type in {"*", "AWS"}
	is_string(principal.value)
	means_everybody(principal.value)
]

means_everybody(value) if value == "*"

# Services refuse an ARN with any account in it, but nothing else can be meant.
means_everybody(value) if {
	parts := split(value, ":")
	parts[0] == "arn"
	parts[2] in {"iam", "sts"}
	parts[3] == ""
	startswith(parts[4], "*")
}

# The principals of a statement that could turn out to be everybody.
maybe_everybody(statement) := [principal |
	some principal in statement.principals
	principal.type in {"*", "AWS"}
	graph.is_unknown(principal.value)
]

# The principals through which an Allow statement is open to the public.
public_principals(statement) := principals if {
	statement.effect == "Allow"
	principals := everybody(statement)
	count(principals) > 0
	not closed(statement)
	not fenced(statement)
} else := []

maybe_public_principals(statement) := principals if {
	statement.effect == "Allow"
	principals := maybe_everybody(statement)
	count(principals) > 0
	not closed(statement)
	not fenced(statement)
} else := []

# --- Conditions ---

# A statement is closed by one condition: all of them must hold.
closed(statement) if {
	some condition in statement.conditions
	positive(graph.lower(condition.operator))
	narrows(condition)
}

# A Deny of the same policy for everybody who is not a known caller closes all of its Allow statements.
fenced(statement) if {
	some deny in input.facts.statements
	deny.owner == statement.owner
	deny.effect == "Deny"
	count(everybody(deny)) > 0
	covers_all_actions(deny)
	some condition in deny.conditions
	negative(graph.lower(condition.operator))
	narrows(condition)
	count([other | some other in deny.conditions; loosens(other)]) == 0
}

covers_all_actions(statement) if {
	some action in statement.actions
	is_string(action.value)
	every_action(action.value)
}

# Another condition of a Deny makes it deny less, unless it only lets AWS's own services through.
loosens(condition) if {
	not negative(graph.lower(condition.operator))
	not graph.lower(condition.key) in {"aws:principalisawsservice", "aws:viaawsservice"}
}

# Operators that hold only where the key is there and has one of the values. `…IfExists` and `ForAllValues:` also hold
# where the caller does not send the key, so they close nothing.
positive(operator) if {
	bare := trim_prefix(operator, "foranyvalue:")
	bare in {
		"stringequals", "stringequalsignorecase", "stringlike",
		"arnequals", "arnlike", "ipaddress", "bool",
	}
}

negative(operator) if {
	bare := trim_suffix(trim_prefix(operator, "foranyvalue:"), "ifexists")
	bare in {
		"stringnotequals", "stringnotequalsignorecase", "stringnotlike",
		"arnnotequals", "arnnotlike", "notipaddress",
	}
}

narrows(condition) if {
	key := graph.lower(condition.key)
	count(condition.values) > 0
	count([value | some value in condition.values; not narrow(key, value)]) == 0
}

# Keys whose value is an id: of an account, an organization, a network.
id_keys := {
	"aws:sourceaccount", "aws:sourceowner", "aws:sourceorgid", "aws:sourceorgpaths",
	"aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "kms:calleraccount",
	"s3:dataaccesspointaccount", "aws:sourcevpc", "aws:sourcevpce", "aws:userid",
	"aws:principalservicename", "aws:principalservicenameslist",
}

arn_keys := {
	"aws:sourcearn", "aws:principalarn", "aws:sourcevpcarn", "lambda:sourcefunctionarn",
	"s3:dataaccesspointarn", "elasticfilesystem:accesspointarn",
}

# A file system that is mounted is reached through the VPC; a request by an AWS service is not the public's.
flag_keys := {"aws:principalisawsservice", "elasticfilesystem:accessedviamounttarget"}

narrow(key, value) if {
	key in id_keys
	id := split(flat(value), "/")[0]
	not contains(id, "*")
	not contains(id, "?")
	id != ""
}

narrow(key, value) if {
	key in arn_keys
	narrow_arn(flat(value))
}

narrow(key, value) if {
	key in flag_keys
	graph.is_true(value)
}

narrow("aws:sourceip", value) if narrow_range(flat(value))

# An ARN is narrow where its account is fixed. Those of S3 have none (whatever stands in its place, AWS's own examples
# write `arn:aws:s3:*:*:bucket`), and the name of a bucket is one in the world, so there it is the bucket.
narrow_arn(arn) if {
	not startswith(arn, "arn:")
	not contains(arn, "*")
}

narrow_arn(arn) if {
	account := split(arn, ":")[4]
	account != ""
	not contains(account, "*")
	not contains(account, "?")
}

narrow_arn(arn) if {
	fields := split(arn, ":")
	without_account(fields)
	fields[5] != ""
	not startswith(fields[5], "*")
}

without_account(fields) if fields[4] == ""

without_account(fields) if {
	fields[2] == "s3"
	fields[4] == "*"
}

# S3 takes ranges wider than /8 (IPv4) and /32 (IPv6) for public.
narrow_range(range) if not contains(range, "/")

narrow_range(range) if {
	contains(range, "/")
	to_number(split(range, "/")[1]) >= widest(range)
}

widest(range) := 32 if contains(range, ":")

widest(range) := 8 if not contains(range, ":")

# --- Actions ---

# An action element that stands for all actions, of AWS or of one service.
every_action(action) if action == "*"

every_action(action) if {
	parts := split(action, ":")
	count(parts) == 2
	trim(parts[1], "*") == ""
	parts[1] != ""
	whole(parts[0])
}

# A statement that allows every action on every resource: an administrator's.
everything(statement) if {
	statement.effect == "Allow"
	some action in statement.actions
	action.value in {"*", "*:*"}
	some resource in statement.resources
	wildcard(flat(resource.value))
}

whole(service) if service == "*"

whole(service) if {
	service != ""
	not has_wildcard(service)
}

has_wildcard(text) if contains(text, "*")

has_wildcard(text) if contains(text, "?")

# --- Resources ---

# A value that stands for every resource, for values that are put together; of a statement's own resources, `every`
# says it.
any_resource(value) if wildcard(flat(value))

any_resource(value) if {
	fields := split(flat(value), ":")
	count(fields) >= 6
	fields[0] == "arn"
	wildcard(concat(":", array.slice(fields, 5, count(fields))))
}

any_resource(value) if {
	fields := split(flat(value), ":")
	count(fields) < 6
	fields[0] == "arn"
	fields[count(fields) - 1] == "*"
}

# `*`, `*/*`, `*:*`.
wildcard(text) if {
	contains(text, "*")
	trim(text, "*:/") == ""
}

# A value as text with an `x` for each part that is not known: enough to see where wildcards stand.
flat(value) := value if is_string(value)

flat(value) := sprintf("%v", [value]) if is_number(value)

flat(value) := concat("", [flat_part(item) | some item in value["$text"]]) if graph.is_mixed(value)

flat(value) := "x" if graph.is_ref(value)

flat(value) := "x" if graph.is_unknown(value)

flat(value) := "x" if graph.is_dynamic(value)

flat_part(item) := item if is_string(item)

flat_part(item) := "x" if not is_string(item)

# --- Actions with rules of their own ---

# The actions that give out what is secret, with what stands before the name in an ARN.
reading := {
	"secretsmanager:getsecretvalue": "secret:",
	"ssm:getparameter": "parameter/",
	"ssm:getparameters": "parameter/",
	"ssm:getparametersbypath": "parameter/",
	"ssm:getparameterhistory": "parameter/",
	"kms:decrypt": "key/",
}

# A condition that names the secret or key in another way than by its ARN.
names_secret(statement) if {
	some condition in statement.conditions
	positive(graph.lower(condition.operator))
	names_it(graph.lower(condition.key))
	count([value | some value in condition.values; value == "*"]) == 0
}

names_it(key) if contains(key, "resourcetag/")

names_it(key) if key in {"kms:resourcealiases", "secretsmanager:secretid", "secretsmanager:name"}

names_it(key) if startswith(key, "kms:encryptioncontext:")

# An action on every resource that a rule of its own reports.
judged_alone(_, action) if graph.lower(action.value) == "iam:passrole"

judged_alone(statement, action) if {
	statement.kind == "identity"
	reading[graph.lower(action.value)]
	not names_secret(statement)
}

# --- Answers ---

# How a statement is called in a message.
name(statement) := sprintf("statement %v", [statement.sid]) if is_string(statement.sid)

name(statement) := "a statement" if not is_string(statement.sid)

owner(statement) := graph.resource(statement.owner)
