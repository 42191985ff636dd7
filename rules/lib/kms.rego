# Which key encrypts a thing: the question of every rule that asks for a customer-managed key.
package guardian.kms

# The property names a key that the customer manages. AWS manages those behind the reserved prefix alias/aws/, where
# nobody else can make one. A reference to a resource, an ARN, a key id or another alias is the customer's.
customer_key(settings, property) if {
	named(settings[property])
	not aws_managed(settings[property])
}

# What a message says where there is no such key: the AWS managed one that is named, or what AWS does without one.
lack(settings, property, _) := sprintf("no customer-managed KMS key: %v is %v", [property, name]) if {
	aws_managed(settings[property])
	name := text(settings[property])
}

lack(settings, property, default_of_aws) := words if {
	not named(settings[property])
	words := sprintf("no customer-managed KMS key: %v is absent, and %v", [property, default_of_aws])
}

# CloudFormation takes an empty string for an absent key.
named(key) if not key in {"", null}

aws_managed(key) if reserved(text(key))

reserved(name) if startswith(name, "alias/aws/")

reserved(name) if contains(name, ":alias/aws/")

# A name or an ARN, of the latter what is known: the region and the account often are not.
text(key) := key if is_string(key)

text(key) := concat("…", [part | some part in key["$text"]; is_string(part)]) if not is_string(key)
