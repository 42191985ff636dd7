# METADATA
# title: Environment variables of functions are encrypted with a customer-managed key
# description: >-
#   Without KmsKeyArn, Lambda encrypts environment variables with the key behind alias/aws/lambda, and everyone who may
#   read the function's configuration reads them in plain text. With a key of your own they need a second permission.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
# custom:
#   id: lambda-environment-encrypted
#   severity: medium
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   decides_on: [KmsKeyArn, Environment, Environment.Variables]
#   requirements: [S3]
#   aliases: ["checkov:CKV_AWS_173", "kics:a7f8ac28"]
#   frameworks:
#     nist-800-53-r5: [SC-28]
#   remediation: Set KmsKeyArn to the ARN of a key of your own, and let the function's role decrypt with it.
#   profiles: [default, requirements]
package guardian.rules.lambda_environment_encrypted

import data.guardian.functions
import data.guardian.graph
import data.guardian.kms

violations contains graph.violation(function, ["KmsKeyArn"], message) if {
	some function in functions.all
	count(functions.variables(function)) > 0
	not kms.customer_key(function.properties, "KmsKeyArn")
	lack := kms.lack(function.properties, "KmsKeyArn", "Lambda takes alias/aws/lambda")
	message := sprintf("function %v has environment variables and %v", [function.id, lack])
}
