# METADATA
# title: Functions and layers are not open to everybody
# description: >-
#   A permission for the principal `*` without a source account, source ARN or organization lets every AWS account
#   invoke the function or use the layer, and anybody at all where it is for a function URL without authentication.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
# - https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
# - https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1
# custom:
#   id: lambda-permission-not-public
#   severity: critical
#   resources: [AWS::Lambda::Permission, AWS::Lambda::LayerVersionPermission, AWS::Lambda::ResourcePolicy]
#   reads: [AWS::Lambda::Function]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: []
#   aliases: ["cfn_nag:F13", "regula:FG_R00276", "cdk-nag:LambdaFunctionPublicAccessProhibited", "kics:1d6e16f1"]
#   frameworks:
#     pci-dss-3.2.1: ["1.2", "1.3", "1.3.1", "1.3.2", "1.3.4", "2.2.2"]
#     hipaa-security: ["164.308(a)(3)(i)", "164.308(a)(4)(ii)(A)", "164.312(a)(1)", "164.312(e)(1)"]
#     nist-800-53-r5: [AC-3, AC-4, AC-6, AC-21]
#   remediation: Name the service or account as Principal and add SourceArn, SourceAccount or PrincipalOrgID.
#   profiles: [default]
package guardian.rules.lambda_permission_not_public

import data.guardian.graph
import data.guardian.policy

types := {"AWS::Lambda::Permission", "AWS::Lambda::LayerVersionPermission", "AWS::Lambda::ResourcePolicy"}

statements := [statement |
	some statement in graph.statements("resource")
	policy.owner(statement).type in types
]

violations contains graph.violation_with(node, principal.path, message, related) if {
	some statement in statements
	some principal in policy.public_principals(statement)
	node := policy.owner(statement)
	related := [graph.related(target, [], "what it opens") | some target in graph.targets(node, ["FunctionName"])]
	message := sprintf("permission %v lets %v in: its principal is %v and nothing names the source", [
		node.id, who(node), principal.value,
	])
}

who(node) := "anybody, without authentication," if node.properties.FunctionUrlAuthType == "NONE"

who(node) := "every AWS account" if not node.properties.FunctionUrlAuthType == "NONE"

undetermined contains graph.undetermined(node, principal.path, reason) if {
	some statement in statements
	some principal in policy.maybe_public_principals(statement)
	node := policy.owner(statement)
	reason := sprintf("whom %v lets in is not known", [graph.show(principal.value)])
}
