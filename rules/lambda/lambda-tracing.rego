# METADATA
# title: Functions trace with X-Ray
# description: >-
#   With active tracing Lambda samples requests and sends a trace of each. PassThrough, which is what an absent
#   TracingConfig means, only follows a decision that the caller made.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
# custom:
#   id: lambda-tracing
#   severity: low
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   decides_on: [TracingConfig.Mode, Tracing]
#   requirements: [S15]
#   aliases: ["trivy:AWS-0066", "cdk-nag:LambdaTracing", "kics:9488c451",
#     "pulumi:aws-lambda-function-configure-tracing-config", "pulumi:aws-lambda-function-enable-tracing-config",
#     "trivy:AWS-0125", "kics:dc1ab429"]
#   frameworks:
#     nist-800-53-r5: [SI-4]
#   remediation: Set TracingConfig.Mode to Active (Tracing in AWS::Serverless::Function).
#   profiles: [requirements]
package guardian.rules.lambda_tracing

import data.guardian.graph

violations contains graph.violation(function, ["TracingConfig", "Mode"], message) if {
	some function in graph.resources("AWS::Lambda::Function")
	not function.properties.TracingConfig.Mode == "Active"
	message := sprintf("function %v does not trace: TracingConfig.Mode is %v", [
		function.id, graph.show_at(function.properties, ["TracingConfig", "Mode"], "absent, which means PassThrough"),
	])
}

violations contains graph.violation(function, ["Tracing"], message) if {
	some function in graph.resources("AWS::Serverless::Function")
	not function.properties.Tracing == "Active"
	message := sprintf("function %v does not trace: Tracing is %v", [
		function.id, graph.show_at(function.properties, ["Tracing"], "absent, which means PassThrough"),
	])
}
