# METADATA
# title: API stages log access
# description: >-
#   Access logs say who called which method with what result. A stage of a REST, HTTP or WebSocket API writes none unless
#   its access log settings name a log group or a delivery stream.
# related_resources:
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
# custom:
#   id: api-stage-access-logging
#   severity: medium
#   resources: [AWS::ApiGateway::Stage, AWS::ApiGatewayV2::Stage, AWS::Serverless::Api, AWS::Serverless::HttpApi]
#   decides_on: [AccessLogSetting, AccessLogSettings]
#   requirements: [C32]
#   aliases: ["checkov:CKV_AWS_76", "checkov:CKV_AWS_95", "cfn_nag:W69", "cfn_nag:W46", "trivy:AWS-0001",
#     "trivy:AWS-0113", "trivy:AWS-0116", "guard-registry:API_GW_STAGE_ACCESS_LOGGING_RULE",
#     "guard-registry:API_GWV2_ACCESS_LOGS_ENABLED", "cdk-nag:APIGWAccessLogging", "kics:80d45af4", "kics:0a994e04",
#     "pulumi:aws-apigatewayv2-stage-configure-access-logging", "pulumi:aws-apigatewayv2-stage-enable-access-logging"]
#   frameworks:
#     pci-dss-3.2.1: ["10.1", "10.3.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: Set DestinationArn of the access log settings to the ARN of a log group, and give a Format.
#   profiles: [requirements]
package guardian.rules.api_stage_access_logging

import data.guardian.graph

properties := {
	"AWS::ApiGateway::Stage": "AccessLogSetting",
	"AWS::Serverless::Api": "AccessLogSetting",
	"AWS::ApiGatewayV2::Stage": "AccessLogSettings",
	"AWS::Serverless::HttpApi": "AccessLogSettings",
}

violations contains graph.violation(stage, [property, "DestinationArn"], message) if {
	some type, property in properties
	some stage in graph.resources(type)
	not has_destination(stage, property)
	message := sprintf("stage %v logs no access: %v names no destination", [stage.id, property])
}

has_destination(stage, property) if stage.properties[property].DestinationArn != ""
