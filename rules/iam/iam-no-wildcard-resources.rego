# METADATA
# title: IAM statements name exact resources
# description: >-
#   An Allow on `*` covers every resource of the account, those of other teams and those made later. It fails where at
#   least one of the actions can be limited to a resource; actions that AWS offers only on `*` pass. `*` is also an ARN
#   whose whole resource part is a wildcard. A condition on the tags, aliases, cluster, VPC or subnet of the resource
#   (not on those of the request or the caller) names the resource in another way, so it passes. iam:PassRole and the
#   reading of secrets, parameters and keys have rules of their own.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
# - https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
# custom:
#   id: iam-no-wildcard-resources
#   severity: medium
#   resources: [AWS::IAM::Role, AWS::IAM::Policy, AWS::IAM::ManagedPolicy, AWS::IAM::User, AWS::IAM::Group,
#     AWS::IAM::RolePolicy, AWS::IAM::UserPolicy, AWS::IAM::GroupPolicy, AWS::SSO::PermissionSet, AWS::IoT::Policy,
#     AWS::Serverless::Function, AWS::Serverless::StateMachine]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [S6, P19]
#   aliases: ["cfn_nag:W11", "cfn_nag:W12", "cfn_nag:W13", "guard-registry:IAM_POLICYDOCUMENT_NO_WILDCARD_RESOURCE",
#     "cfripper:WildcardResourceRule",
#     "cfripper:IAMRolesOverprivilegedRule", "cdk-nag:IAMNoWildcardPermissions"]
#   frameworks:
#     pci-dss-3.2.1: ["7.1.1", "7.2.1"]
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: >-
#     Name the ARN of the table, key, bucket or queue, with !GetAtt where it is in the template; put actions that take
#     only `*` in a statement of their own.
#   profiles: [default, requirements]
package guardian.rules.iam_no_wildcard_resources

import data.guardian.graph
import data.guardian.policy

statements := [statement |
	some kind in ["identity", "boundary"]
	some statement in graph.statements(kind)
	statement.effect == "Allow"
]

violations contains graph.violation(node, resource.path, message) if {
	some statement in statements
	some resource in statement.resources
	resource.every
	scoped := [action.value |
		some action in statement.actions
		scoped_action(action)
		not policy.judged_alone(statement, action)
	]
	count(scoped) > 0
	not limited(statement)
	node := policy.owner(statement)
	message := sprintf("%v of %v allows %v on %v, every resource", [
		policy.name(statement), node.id, examples(scoped), graph.show(resource.value),
	])
}

scoped_action(action) if {
	action.resource_scoped
	not graph.lower(action.value) in taking_everything
}

# Metrics can be limited to a data set, an optional kind of resource, and have no ARN of their own. Of what ec2:Describe*
# stands for, nearly everything takes only `*`.
taking_everything := {"cloudwatch:putmetricdata", "cloudwatch:getmetricdata", "ec2:describe*"}

examples(actions) := actions[0] if count(actions) == 1

examples(actions) := sprintf("%v and %v more", [actions[0], count(actions) - 1]) if count(actions) > 1

# Keys that are about the resource itself.
limited(statement) if {
	some condition in statement.conditions
	policy.positive(graph.lower(condition.operator))
	about_resource(graph.lower(condition.key))
	count([value | some value in condition.values; value == "*"]) == 0
}

about_resource(key) if contains(key, ":resourcetag/")

about_resource(key) if key in {"kms:resourcealiases", "ecs:cluster", "ec2:vpc", "ec2:subnet"}

about_resource(key) if startswith(key, "rds:cluster-tag/")

about_resource(key) if startswith(key, "rds:db-tag/")

# A resource that is not known could be `*`; an action that is not known could be one that takes a resource.
undetermined contains graph.undetermined(node, resource.path, reason) if {
	some statement in statements
	some resource in statement.resources
	graph.is_unknown(resource.value)
	some action in statement.actions
	scoped_action(action)
	not limited(statement)
	node := policy.owner(statement)
	reason := sprintf("the resource %v is not known", [graph.show(resource.value)])
}

undetermined contains graph.undetermined(node, action.path, reason) if {
	some statement in statements
	some action in statement.actions
	not action.known
	some resource in statement.resources
	resource.every
	count([scoped | some scoped in statement.actions; scoped_action(scoped)]) == 0
	not limited(statement)
	node := policy.owner(statement)
	reason := sprintf("whether %v can be limited to a resource is not known", [graph.show(action.value)])
}
