# METADATA
# title: Secure strings are encrypted with a customer-managed key
# description: >-
#   Without a key, Parameter Store takes alias/aws/ssm, with which every principal of the account that may read the
#   parameter may decrypt it.
# related_resources:
# - https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
# custom:
#   id: ssm-secure-string-customer-key
#   severity: medium
#   resources: [AWS::SSM::Parameter]
#   decides_on: [KeyId]
#   requirements: [C25, C35]
#   aliases: []
#   remediation: Name a key of your own in KeyId.
#   profiles: [default, requirements]
package guardian.rules.ssm_secure_string_customer_key

import data.guardian.graph
import data.guardian.kms

violations contains graph.violation(parameter, ["KeyId"], message) if {
	some parameter in graph.resources("AWS::SSM::Parameter")
	parameter.properties.Type == "SecureString"
	stated := written(parameter)
	not kms.customer_key(stated, "KeyId")
	lack := kms.lack(stated, "KeyId", "Parameter Store takes alias/aws/ssm")
	message := sprintf("parameter %v has %v", [parameter.id, lack])
}

# CloudFormation makes no SecureString; the key of one that Pulumi makes is no property, but an attribute of its own.
written(parameter) := object.union(parameter.properties, {"KeyId": parameter.attributes.KeyId})

written(parameter) := parameter.properties if not parameter.attributes.KeyId
