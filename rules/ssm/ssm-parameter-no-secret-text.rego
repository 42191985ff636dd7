# METADATA
# title: Secrets in Parameter Store are secure strings
# description: >-
#   A parameter of the type String is plain text for everybody who may read parameters, in the history of every change,
#   and in the template. CloudFormation cannot make secure strings: a secret belongs into Secrets Manager, or into a
#   secure string that is made outside the template.
# related_resources:
# - https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ssm-parameter.html
# custom:
#   id: ssm-parameter-no-secret-text
#   severity: high
#   resources: [AWS::SSM::Parameter]
#   facts: [credentials]
#   decides_on: []
#   judges: form
#   requirements: [C25]
#   aliases: ["checkov:CKV_AWS_384"]
#   remediation: Keep the value in Secrets Manager, or write it as a SecureString from outside the template.
#   profiles: [default, requirements]
package guardian.rules.ssm_parameter_no_secret_text

import data.guardian.credentials
import data.guardian.graph

violations contains graph.violation(parameter, ["Value"], message) if {
	some parameter in graph.resources("AWS::SSM::Parameter")
	not parameter.properties.Type == "SecureString"
	reason := exposure(parameter)
	message := sprintf("parameter %v is plain text and %v", [parameter.id, reason])
}

exposure(parameter) := "holds a secret that CloudFormation resolves into it" if {
	credentials.is_resolved(parameter.properties.Value)
}

exposure(parameter) := sprintf("holds %v", [credentials.kinds(parameter.properties.Value)[0]]) if {
	not credentials.is_resolved(parameter.properties.Value)
	count(credentials.kinds(parameter.properties.Value)) > 0
}

exposure(parameter) := sprintf("holds parameter %v of the template, which is secret", [hidden(parameter)[0]]) if {
	not credentials.is_resolved(parameter.properties.Value)
	count(credentials.kinds(parameter.properties.Value)) == 0
	count(hidden(parameter)) > 0
}

exposure(parameter) := "is called as a secret" if {
	not credentials.is_resolved(parameter.properties.Value)
	count(credentials.kinds(parameter.properties.Value)) == 0
	count(hidden(parameter)) == 0
	credentials.is_secret_name(last_part(parameter.properties.Name))
	credentials.is_secret_value(parameter.properties.Value)
}

hidden(parameter) := credentials.hidden_at(parameter, ["Value"], parameter.properties.Value)

last_part(name) := name if is_string(name)

last_part(name) := name["$text"][count(name["$text"]) - 1] if graph.is_mixed(name)
