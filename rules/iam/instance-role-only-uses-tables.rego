# METADATA
# title: Instance roles read and write their DynamoDB tables, and nothing else
# description: >-
#   Whoever takes over an instance has its role. It may read and write the tables of the stack, each by name; any other
#   action or resource, a managed policy of AWS, or a role that lacks reading or writing is not what was agreed.
# related_resources:
# - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
# - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
# custom:
#   id: instance-role-only-uses-tables
#   severity: medium
#   resources:
#   - AWS::IAM::Role
#   - AWS::IAM::Policy
#   - AWS::IAM::RolePolicy
#   - AWS::IAM::ManagedPolicy
#   reads: [AWS::IAM::InstanceProfile, AWS::DynamoDB::Table, AWS::DynamoDB::GlobalTable]
#   facts: [statements]
#   decides_on: []
#   requirements: [B11]
#   aliases: []
#   remediation: >-
#     Allow actions as dynamodb:GetItem, Query, PutItem and UpdateItem on the tables' ARNs, and remove everything else.
#   profiles: [secure-baseline]
package guardian.rules.instance_role_only_uses_tables

import data.guardian.graph
import data.guardian.policy

tables := {"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"}

roles contains role if {
	some role in graph.resources("AWS::IAM::Role")
	count(graph.referrers(role, "AWS::IAM::InstanceProfile", ["Roles"])) > 0
}

# Statements of a role: its own, and those of the policies that are attached to it.
statements(role) := [statement |
	some statement in graph.statements("identity")
	statement.effect == "Allow"
	is_of(statement.owner, role)
]

is_of(owner, role) if owner == role.key

is_of(owner, role) if graph.refers(graph.resource(owner), ["Roles"], role)

is_of(owner, role) if graph.refers(graph.resource(owner), ["RoleName"], role)

is_of(owner, role) if graph.refers(role, ["ManagedPolicyArns"], graph.resource(owner))

violations contains graph.violation_with(policy.owner(statement), action.path, message, places) if {
	some role in roles
	some statement in statements(role)
	some action in statement.actions
	not startswith(graph.lower(action.value), "dynamodb:")
	places := [graph.related(role, [], "the role of instances")]
	message := sprintf("instance role %v may do more than use its tables: %v", [role.id, graph.show(action.value)])
}

violations contains graph.violation_with(policy.owner(statement), resource.path, message, places) if {
	some role in roles
	some statement in statements(role)
	some resource in statement.resources
	only_tables(statement)
	targets := graph.targets(policy.owner(statement), resource.path)
	count([target | some target in targets; target.type in tables]) == 0
	places := [graph.related(role, [], "the role of instances")]
	message := sprintf("instance role %v reaches beyond the stack's tables: %v", [role.id, graph.show(resource.value)])
}

violations contains graph.violation(role, ["ManagedPolicyArns", index], message) if {
	some role in roles
	some index, arn in graph.as_list(role.properties.ManagedPolicyArns)
	not graph.is_ref(arn)
	message := sprintf("instance role %v may do more than use its tables: %v", [role.id, graph.show(arn)])
}

violations contains graph.violation(role, [], message) if {
	some role in roles
	some level, verb in {"read": "read", "write": "write"}
	allowed := [action |
		some statement in statements(role)
		some action in statement.actions
		level in action.access
		startswith(graph.lower(action.value), "dynamodb:")
	]
	count(allowed) == 0
	message := sprintf("instance role %v may not %v any table", [role.id, verb])
}

only_tables(statement) if {
	every action in statement.actions {
		startswith(graph.lower(action.value), "dynamodb:")
	}
}
