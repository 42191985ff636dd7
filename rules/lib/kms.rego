# Which key encrypts a thing: the question of every rule that asks for a customer-managed key.
package guardian.kms

# The property names a key that the customer manages. AWS manages those behind the reserved prefix alias/aws/, where
# nobody else can make one. A reference to a resource, an ARN, a key id or another alias is the customer's.
customer_key(settings, property) if {
	named(settings[property])
	not aws_managed(settings[property])
}

# What a message says of the key in use: the AWS managed one that the property names, or else the fallback.
key_in_use(settings, property, _) := sprintf("the AWS managed key %v", [text(settings[property])]) if {
	aws_managed(settings[property])
}

key_in_use(settings, property, fallback) := fallback if not named(settings[property])

# CloudFormation takes an empty string for an absent key.
named(key) if not key in {"", null}

aws_managed(key) if reserved(text(key))

reserved(name) if startswith(name, "alias/aws/")

reserved(name) if contains(name, ":alias/aws/")

# A name or an ARN, of the latter what is known: the region and the account often are not.
text(key) := key if is_string(key)

text(key) := concat("…", [part | some part in key["$text"]; is_string(part)]) if not is_string(key)
