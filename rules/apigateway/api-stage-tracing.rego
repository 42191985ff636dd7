# METADATA
# title: REST API stages trace with X-Ray
# description: Without TracingEnabled a trace begins behind the API, and what the API itself did is not in it.
# related_resources:
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html
# custom:
#   id: api-stage-tracing
#   severity: low
#   resources: [AWS::ApiGateway::Stage, AWS::Serverless::Api]
#   decides_on: [TracingEnabled]
#   requirements: [S15]
#   aliases: ["checkov:CKV_AWS_73", "trivy:AWS-0003", "cdk-nag:APIGWXrayEnabled", "kics:4ab10c48", "trivy:AWS-0111",
#     "kics:c757c6a3"]
#   frameworks:
#     nist-800-53-r5: [SI-4]
#   remediation: Set TracingEnabled to true.
#   profiles: [requirements]
package guardian.rules.api_stage_tracing

import data.guardian.graph

violations contains graph.violation(stage, ["TracingEnabled"], message) if {
	some stage in graph.resources_of(["AWS::ApiGateway::Stage", "AWS::Serverless::Api"])
	not graph.is_true(stage.properties.TracingEnabled)
	message := sprintf("stage %v does not trace: TracingEnabled is %v", [
		stage.id, graph.show_at(stage.properties, ["TracingEnabled"], "absent, which means false"),
	])
}
