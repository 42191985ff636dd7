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
#   decides_on: []
#   judges: form
#   requirements: [C25]
#   aliases: ["checkov:CKV_AWS_384"]
#   remediation: Keep the value in Secrets Manager, or write it as a SecureString from outside the template.
#   profiles: [default, requirements]
package guardian.rules.ssm_parameter_no_secret_text

import data.guardian.graph
import data.guardian.secret_names

violations contains graph.violation(parameter, ["Value"], message) if {
	some parameter in graph.resources("AWS::SSM::Parameter")
	not parameter.properties.Type == "SecureString"
	reason := exposure(parameter)
	message := sprintf("parameter %v is plain text and %v", [parameter.id, reason])
}

exposure(parameter) := "holds a secret that CloudFormation resolves into it" if {
	secret_names.resolved(parameter.properties.Value)
}

exposure(parameter) := "holds a key or password" if {
	not secret_names.resolved(parameter.properties.Value)
	secret_names.secret_text(parameter.properties.Value)
}

exposure(parameter) := sprintf("holds parameter %v of the template, which is secret", [name]) if {
	not secret_names.resolved(parameter.properties.Value)
	not secret_names.secret_text(parameter.properties.Value)
	name := secret_names.hidden_parameter(parameter, ["Value"], parameter.properties.Value)
}

exposure(parameter) := "is called as a secret" if {
	not secret_names.resolved(parameter.properties.Value)
	not secret_names.secret_text(parameter.properties.Value)
	not secret_names.hidden_parameter(parameter, ["Value"], parameter.properties.Value)
	secret_names.secret_name(last_part(parameter.properties.Name))
	secret_names.plain(parameter.properties.Value)
}

last_part(name) := name if is_string(name)

last_part(name) := name["$text"][count(name["$text"]) - 1] if graph.is_mixed(name)
