# METADATA
# title: Environment variables hold no credentials
# description: >-
#   Environment variables of a function or a build are shown to everyone who may read its configuration, and are kept in
#   the template and in each of its versions. A parameter without NoEcho or with a default does not help.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
# - https://docs.aws.amazon.com/codebuild/latest/userguide/change-project.html
# custom:
#   id: environment-without-credentials
#   severity: high
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function, AWS::CodeBuild::Project]
#   facts: [credentials]
#   decides_on: []
#   judges: form
#   requirements: [N14, P14]
#   aliases: ["checkov:CKV_AWS_45", "kics:2564172f"]
#   frameworks:
#     pci-dss-3.2.1: ["8.2.1"]
#     nist-800-53-r5: [IA-5]
#   remediation: >-
#     Keep the credential in Secrets Manager, give the function the ARN of the secret, and let its role read it; of a
#     build, set the variable's Type to SECRETS_MANAGER.
#   profiles: [default, requirements]
package guardian.rules.environment_without_credentials

import data.guardian.credentials
import data.guardian.graph
import data.guardian.secret

variables := array.concat(
	[{"node": node, "path": ["Environment", "Variables", name], "name": name, "value": value} |
		some node in graph.resources_of(["AWS::Lambda::Function", "AWS::Serverless::Function"])
		some name, value in node.properties.Environment.Variables
	],
	[{"node": node, "path": ["Environment", "EnvironmentVariables", index, "Value"], "name": variable.Name, "value": variable.Value} |
		some node in graph.resources("AWS::CodeBuild::Project")
		some index, variable in graph.as_list(node.properties.Environment.EnvironmentVariables)
		not variable.Type in {"SECRETS_MANAGER", "PARAMETER_STORE"}
	],
)

violations contains graph.violation(row.node, row.path, message) if {
	some row in variables
	kind := credentials.kinds(row.value)[0]
	message := sprintf("variable %v of %v holds %v", [row.name, row.node.id, kind])
}

violations contains graph.violation(row.node, row.path, message) if {
	some row in variables
	count(credentials.kinds(row.value)) == 0
	credentials.is_secret_name(row.name)
	may_be_secret(row.value)
	message := sprintf("variable %v of %v %v", [row.name, row.node.id, secret.exposure(row)])
}

may_be_secret(value) if credentials.is_secret_value(value)

may_be_secret(value) if not is_string(value)
