# Whether a role may do something to a resource, read from the facts on principals: all policies that it has from
# anywhere, those of AWS by content. A permission counts unless it is known to be for something else, and a role with a
# policy whose content is not known is judged only where what is known suffices.
package guardian.roles

import data.guardian.graph
import data.guardian.policy

principal(role) := [row | some row in input.facts.principals; row.key == role.key][0]

# Why it is not known what a role may do.
gap(role) := sprintf("%v of role %v", [principal(role).undetermined[0].reason, role.id]) if {
	count(principal(role).undetermined) > 0
}

gap(role) := sprintf("role %v has more permissions than are listed", [role.id]) if {
	count(principal(role).undetermined) == 0
	principal(role).grants_cut
}

# Whether a role may do one of some actions (in lower case) to a resource, by its own policies or the resource's.
may(role, actions, target) if {
	some grant in principal(role).grants
	allows(grant, actions)
	may_mean(grant.resource, target)
}

may(role, actions, target) if {
	some statement in policies_of(target)
	some row in statement.actions
	some action in actions
	matches(graph.lower(row.value), action)
	some principal_ in statement.principals
	may_be_role(principal_.value, role)
}

# Whether it may do it to anything.
may_anywhere(role, actions) if {
	some grant in principal(role).grants
	allows(grant, actions)
}

# Of NotAction, each exception is a grant of its own: what none of them names is allowed, and the others are taken to be.
allows(grant, _) if grant.inverse

allows(grant, actions) if {
	not grant.inverse
	some action in actions
	matches(graph.lower(grant.action), action)
}

# A pattern whose text is not known may be any.
allows(grant, _) if not is_string(grant.action)

matches(pattern, action) if pattern == action

matches(pattern, action) if {
	policy.has_wildcard(pattern)
	glob.match(pattern, null, action)
}

# --- Resources ---

services := {
	"AWS::DynamoDB::GlobalTable": "dynamodb",
	"AWS::DynamoDB::Table": "dynamodb",
	"AWS::KMS::Key": "kms",
	"AWS::KMS::ReplicaKey": "kms",
	"AWS::Logs::LogGroup": "logs",
	"AWS::S3::Bucket": "s3",
	"AWS::SNS::Topic": "sns",
	"AWS::SQS::Queue": "sqs",
	"AWS::SecretsManager::Secret": "secretsmanager",
}

# What the resource of a permission may be. A reference to another resource of the same type is another one; one of
# another type may stand for anything, as the output of a stack does. A text is about the service that it names.
may_mean(value, target) if value["$ref"] == target.key

may_mean(value, target) if {
	graph.is_ref(value)
	not same_type(value, target)
}

may_mean(value, _) if graph.is_unknown(value)

may_mean(value, _) if graph.is_dynamic(value)

may_mean(value, target) if {
	is_string(value)
	of_service(value, target)
	not names_another(value, target)
}

may_mean(value, target) if {
	graph.is_mixed(value)
	of_service(policy.flat(value), target)
	not refers_to_another(value["$text"], target)
}

of_service(text, _) if not startswith(text, "arn:")

of_service(text, target) if {
	service := split(text, ":")[2]
	may_be_service(service, services[target.type])
}

of_service(_, target) if not services[target.type]

may_be_service(pattern, service) if pattern in {service, "*", "x"}

# The parts of a text that refer to resources of the same type: at least one of them must be the one.
refers_to_another(parts, target) if {
	others := [part["$ref"] | some part in parts; same_type(part, target)]
	count(others) > 0
	not target.key in others
}

same_type(part, target) if graph.resource(part["$ref"]).type == target.type

# Where the name of the resource is written out, an ARN that is too must fit it.
names_another(text, target) if {
	startswith(text, "arn:")
	name := target.properties[name_of[target.type]]
	is_string(name)
	not fits(text, name)
}

name_of := {
	"AWS::DynamoDB::Table": "TableName",
	"AWS::S3::Bucket": "BucketName",
	"AWS::SNS::Topic": "TopicName",
	"AWS::SQS::Queue": "QueueName",
	"AWS::SecretsManager::Secret": "Name",
	"AWS::Logs::LogGroup": "LogGroupName",
}

fits(text, name) if contains(text, name)

fits(text, name) if {
	fields := split(text, ":")
	last := concat(":", array.slice(fields, 5, count(fields)))
	some start in ["", "table/", "secret:", "log-group:"]
	some end in ["", "/x", "-x", ":x"]
	glob.match(last, null, concat("", [start, name, end]))
}

# The keys of the template that a node names below a path, also by an alias.
keys(node, path) := {key |
	some target in graph.targets(node, path)
	some key in behind(target)
}

behind(target) := [target] if target.type == "AWS::KMS::Key"

behind(target) := [key | some key in graph.targets(target, ["TargetKeyId"]); key.type == "AWS::KMS::Key"] if {
	target.type == "AWS::KMS::Alias"
}

# --- Policies of resources ---

# From which property of a policy the resource that it protects is named; a key has its own.
protecting := {
	"AWS::S3::BucketPolicy": "Bucket",
	"AWS::SNS::TopicPolicy": "Topics",
	"AWS::SQS::QueuePolicy": "Queues",
	"AWS::SecretsManager::ResourcePolicy": "SecretId",
}

policies_of(target) := [statement |
	some statement in input.facts.statements
	statement.kind == "resource"
	statement.effect == "Allow"
	protects(statement.owner, target)
]

protects(owner, target) if owner == target.key

protects(owner, target) if {
	holder := graph.resource(owner)
	graph.refers(holder, [protecting[holder.type]], target)
}

# A role by reference or by an ARN with its name; everybody is one, too. The account itself only leaves it to policies of
# the role.
may_be_role(value, role) if value["$ref"] == role.key

may_be_role(value, _) if value == "*"

may_be_role(value, _) if graph.is_unknown(value)

may_be_role(value, role) if {
	is_string(role.properties.RoleName)
	endswith(policy.flat(value), sprintf("/%v", [role.properties.RoleName]))
}

may_be_role(value, role) if {
	some part in value["$text"]
	part["$ref"] == role.key
}
