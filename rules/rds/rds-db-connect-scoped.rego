# METADATA
# title: rds-db:connect names the account, the database and its user
# description: >-
#   With a wildcard in the account, the database or the user part, one application connects to the databases of others,
#   and as any user that they have. The master user is not for applications.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
# custom:
#   id: rds-db-connect-scoped
#   severity: high
#   resources: [AWS::IAM::Role, AWS::IAM::Policy, AWS::IAM::ManagedPolicy, AWS::IAM::User, AWS::IAM::Group,
#     AWS::IAM::RolePolicy, AWS::IAM::UserPolicy, AWS::IAM::GroupPolicy, AWS::SSO::PermissionSet,
#     AWS::Serverless::Function, AWS::Serverless::StateMachine]
#   reads: [AWS::RDS::DBCluster, AWS::RDS::DBInstance]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [C22]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: >-
#     Allow arn:aws:rds-db:REGION:ACCOUNT:dbuser:RESOURCE-ID/USER, with the resource id of the database (!GetAtt
#     Cluster.DBClusterResourceId) and a user that was made for the application.
#   profiles: [default, requirements]
package guardian.rules.rds_db_connect_scoped

import data.guardian.graph
import data.guardian.policy

violations contains graph.violation(node, resource.path, message) if {
	some statement in connecting
	some resource in statement.resources
	fault := fault_of(policy.flat(resource.value))
	node := policy.owner(statement)
	message := sprintf("%v of %v allows rds-db:connect on %v, %v", [
		policy.name(statement), node.id, graph.show(resource.value), fault,
	])
}

connecting := [statement |
	some statement in graph.statements("identity")
	statement.effect == "Allow"
	count([action |
		some action in statement.actions
		is_string(action.value)
		graph.lower(action.value) in {"rds-db:connect", "rds-db:*", "rds-db:c*"}
	]) > 0
]

fault_of(resource) := "which is every user of every database" if policy.any_resource(resource)

fault_of(resource) := "which is in any account" if {
	not policy.any_resource(resource)
	contains(split(resource, ":")[4], "*")
}

fault_of(resource) := "which is every database" if {
	not policy.any_resource(resource)
	not contains(split(resource, ":")[4], "*")
	database := split(user_part(resource), "/")[0]
	contains(database, "*")
}

fault_of(resource) := "which is every user that it matches" if {
	not policy.any_resource(resource)
	not contains(split(resource, ":")[4], "*")
	not contains(split(user_part(resource), "/")[0], "*")
	contains(split(user_part(resource), "/")[1], "*")
}

fault_of(resource) := "the master user" if {
	not contains(resource, "*")
	split(user_part(resource), "/")[1] in master_users
}

user_part(resource) := concat(":", array.slice(split(resource, ":"), 6, count(split(resource, ":"))))

master_users := {user |
	some database in graph.resources_of(["AWS::RDS::DBCluster", "AWS::RDS::DBInstance"])
	user := database.properties.MasterUsername
	is_string(user)
}

undetermined contains graph.undetermined(node, resource.path, reason) if {
	some statement in connecting
	some resource in statement.resources
	graph.is_unknown(resource.value)
	node := policy.owner(statement)
	reason := sprintf("the resource %v is not known", [graph.show(resource.value)])
}
