# METADATA
# title: Where a database takes IAM authentication, a task role may connect
# description: >-
#   With IAM authentication on, the application signs in with a token of its role. Where no role of the template is
#   allowed rds-db:connect, its tasks cannot connect, or still use a password.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
# custom:
#   id: rds-iam-auth-is-granted
#   severity: medium
#   resources: [AWS::RDS::DBCluster, AWS::RDS::DBInstance]
#   reads: [AWS::ECS::TaskDefinition]
#   facts: [principals]
#   decides_on: [EnableIAMDatabaseAuthentication]
#   existence: true
#   requirements: [C22]
#   aliases: []
#   remediation: >-
#     Allow rds-db:connect on arn:aws:rds-db:REGION:ACCOUNT:dbuser:RESOURCE-ID/USER in a policy of the task role.
#   profiles: [requirements]
package guardian.rules.rds_iam_auth_is_granted

import data.guardian.graph

databases := [database |
	some database in graph.resources_of(["AWS::RDS::DBCluster", "AWS::RDS::DBInstance"])
	graph.is_true(database.properties.EnableIAMDatabaseAuthentication)
]

# The roles of the tasks of this template: what connects, if anything here does.
backends := {role.key |
	some task in graph.resources("AWS::ECS::TaskDefinition")
	some role in graph.targets(task, ["TaskRoleArn"])
	role.type == "AWS::IAM::Role"
}

granted := {principal.key |
	some principal in input.facts.principals
	some grant in principal.grants
	connects(grant)
}

connects(grant) if grant.inverse

connects(grant) if grant.action == "*"

connects(grant) if startswith(graph.lower(grant.action), "rds-db:")

gaps := {principal.key |
	some principal in input.facts.principals
	principal.key in backends
	count(principal.undetermined) > 0
}

violations contains graph.violation_with(database, ["EnableIAMDatabaseAuthentication"], message, roles) if {
	count(backends) > 0
	count(granted) == 0
	count(gaps) == 0
	some database in databases
	message := sprintf("database %v takes IAM authentication, but no role of the template is allowed rds-db:connect", [
		database.id,
	])
	roles := [graph.related(graph.resource(key), [], "a task role without rds-db:connect") | some key in backends]
}

undetermined contains graph.undetermined(database, ["EnableIAMDatabaseAuthentication"], reason) if {
	count(granted) == 0
	count(gaps) > 0
	some database in databases
	reason := "what the task roles are allowed is not known"
}
