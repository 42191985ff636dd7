# METADATA
# title: A function's role may decrypt its environment variables
# description: >-
#   Lambda decrypts environment variables with the role of the function. It makes a grant on the key for that role if
#   whoever deploys may do so, but the grant is lost when the role is made anew, or when the deployment lacks
#   kms:CreateGrant, and then no call succeeds (KMSAccessDeniedException). A permission in a policy stays.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
# - https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
# - https://repost.aws/knowledge-center/lambda-kmsaccessdeniedexception-errors
# custom:
#   id: lambda-role-can-decrypt-environment
#   severity: low
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   reads: [AWS::KMS::Key, AWS::KMS::Alias, AWS::IAM::Role]
#   facts: [principals, statements]
#   decides_on: [Role, KmsKeyArn]
#   requirements: [S3]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [SC-12]
#   remediation: Allow kms:Decrypt on the ARN of the key in a policy of the role.
#   profiles: [requirements]
package guardian.rules.lambda_role_can_decrypt_environment

import data.guardian.functions
import data.guardian.graph
import data.guardian.roles

# Functions with variables under a key of the template, whose role has no permission for it.
lacking contains {"function": function, "role": role, "key": key} if {
	some function in functions.all
	count(functions.variables(function)) > 0
	some key in roles.keys(function, ["KmsKeyArn"])
	some role in functions.roles(function)
	not roles.may(role, {"kms:decrypt"}, key)
}

violations contains graph.violation_with(row.function, ["KmsKeyArn"], message, places) if {
	some row in lacking
	not roles.gap(row.role)
	message := sprintf("role %v of function %v may not decrypt its environment variables: no policy allows kms:Decrypt on %v", [
		row.role.id, row.function.id, row.key.id,
	])
	places := [graph.related(row.role, [], "the role of the function")]
}

undetermined contains graph.undetermined(row.function, ["KmsKeyArn"], reason) if {
	some row in lacking
	reason := roles.gap(row.role)
}

undetermined contains graph.undetermined(function, ["KmsKeyArn"], "the role of the function is not in the template") if {
	some function in functions.all
	count(functions.variables(function)) > 0
	function.properties.KmsKeyArn
	functions.foreign_role(function)
}
