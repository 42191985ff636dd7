# METADATA
# title: IAM users can do nothing without a second factor
# description: >-
#   A password or an access key that leaks is enough to act as a user, unless a policy denies everything (but setting up
#   the device) while aws:MultiFactorAuthPresent is not true. The Deny needs BoolIfExists: requests with access keys do
#   not carry the key at all, and Bool lets those through. A policy that says it helps only those to whom it is attached.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
# custom:
#   id: iam-user-requires-mfa
#   severity: medium
#   resources: [AWS::IAM::User, AWS::IAM::Group, AWS::IAM::ManagedPolicy]
#   facts: [principals]
#   decides_on: []
#   requirements: [B13]
#   aliases: ["trivy:AWS-0123"]
#   frameworks:
#     cis-aws-1.4: ["1.10"]
#     nist-800-53-r5: [IA-2, AC-6]
#   remediation: >-
#     Attach a policy to the user or its group that denies all actions but those for the own MFA device under
#     BoolIfExists aws:MultiFactorAuthPresent false.
#   profiles: [requirements]
package guardian.rules.iam_user_requires_mfa

import data.guardian.graph

principals(type) := [principal | some principal in input.facts.principals; principal.type == type]

violations contains graph.violation(graph.resource(user.key), [], message) if {
	some user in principals("AWS::IAM::User")
	not user.denied_without_mfa
	count(user.undetermined) == 0
	message := sprintf("user %v can act without a second factor: no policy of the user or its groups denies that", [user.id])
}

# A group whose members are all known, and held otherwise, is fine.
violations contains graph.violation(graph.resource(group.key), [], message) if {
	some group in principals("AWS::IAM::Group")
	not group.denied_without_mfa
	count(group.undetermined) == 0
	not members_held(group)
	message := sprintf("the members of group %v can act without a second factor: no policy of the group denies that", [group.id])
}

members_held(group) if {
	members := [user | some user in principals("AWS::IAM::User"); group.key in user.groups]
	count(members) > 0
	count([user | some user in members; not user.denied_without_mfa]) == 0
}

violations contains graph.violation(graph.resource(policy.key), [], message) if {
	some policy in principals("AWS::IAM::ManagedPolicy")
	policy.denied_without_mfa
	not attached(graph.resource(policy.key))
	message := sprintf("managed policy %v denies everything without a second factor, but is attached to nobody", [policy.id])
}

attached(policy) if {
	some property in ["Users", "Groups", "Roles"]
	count(graph.as_list(policy.properties[property])) > 0
}

undetermined contains graph.undetermined(graph.resource(gap.owner), gap.path, gap.reason) if {
	some type in ["AWS::IAM::User", "AWS::IAM::Group"]
	some principal in principals(type)
	not principal.denied_without_mfa
	some gap in principal.undetermined
}
