# METADATA
# title: Public REST API stages have a web ACL
# description: >-
#   The default endpoint of a REST API answers the whole internet. An association names the stage by ARN, so it counts
#   when it refers to the stage, or to the API with the stage's name behind it. Private APIs are left out, and so is an
#   API all of whose methods demand an API key that a CloudFront distribution with a web ACL of its own sends along.
#   HTTP and WebSocket APIs take no web ACL.
# related_resources:
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-webaclassociation.html
# custom:
#   id: api-stage-has-web-acl
#   severity: high
#   resources: [AWS::ApiGateway::Stage, AWS::ApiGateway::Deployment, AWS::Serverless::Api]
#   reads: [AWS::ApiGateway::RestApi, AWS::ApiGateway::Method, AWS::WAFv2::WebACLAssociation,
#     AWS::WAFRegional::WebACLAssociation, AWS::CloudFront::Distribution]
#   decides_on: []
#   judges: form
#   requirements: [S9]
#   aliases: ["cdk-nag:APIGWAssociatedWithWAF", "kics:fcbf9019"]
#   frameworks:
#     pci-dss-3.2.1: ["6.6"]
#     nist-800-53-r5: [AC-4, SC-5]
#   remediation: >-
#     Add an AWS::WAFv2::WebACLAssociation with the ResourceArn
#     `arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}`.
#   profiles: [default, requirements]
package guardian.rules.api_stage_has_web_acl

import data.guardian.graph
import data.guardian.web_acl

# --- Stages and their APIs: a Deployment with a StageName makes a stage too ---

stages := array.concat(
	[{"node": node, "name": node.properties.StageName, "apis": graph.targets(node, ["RestApiId"])} |
		some node in graph.resources_of(["AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment"])
		node.properties.StageName
	],
	[{"node": node, "name": node.properties.StageName, "apis": [node]} |
		some node in graph.resources("AWS::Serverless::Api")
		node.properties.StageName
	],
)

unprotected := [stage |
	some stage in stages
	not is_private(stage)
	not protected(stage)
	not behind_distribution(stage)
]

# --- Private APIs ---

is_private(stage) if {
	some type in endpoint_types(stage)
	is_string(type)
	type == "PRIVATE"
}

endpoint_types(stage) := [type |
	some api in stage.apis
	some property in ["Types", "Type"]
	some type in graph.as_list(api.properties.EndpointConfiguration[property])
]

endpoint_unknown(stage) if {
	some type in endpoint_types(stage)
	graph.is_unknown(type)
}

endpoint_unknown(stage) if {
	some api in stage.apis
	graph.is_unknown(api.properties.EndpointConfiguration)
}

# --- Associations ---

protected(stage) if web_acl.associated(stage.node)

protected(stage) if {
	some association in with_api(stage)
	named_stage(association.properties.ResourceArn) == stage.name
}

with_api(stage) := [association |
	some association in web_acl.associations
	some api in stage.apis
	graph.refers(association, ["ResourceArn"], api)
]

# The stage's name at the end of the ARN, as text or as the same unknown value as in the stage.
named_stage(arn) := name if {
	last := arn["$text"][count(arn["$text"]) - 1]
	is_string(last)
	fields := split(last, "/stages/")
	count(fields) == 2
	name := fields[1]
}

named_stage(arn) := last if {
	last := arn["$text"][count(arn["$text"]) - 1]
	graph.is_unknown(last)
}

# Associations that could be with this stage: with its API where the stage cannot be compared, and with anything.
may_protect(stage) := array.concat(
	[association | some association in with_api(stage); not known_other(association, stage)],
	web_acl.open_associations,
)

# It names another stage: by other text, or by a reference to it.
known_other(association, stage) if {
	is_string(stage.name)
	is_string(named_stage(association.properties.ResourceArn))
}

known_other(association, _) if {
	some target in graph.targets(association, ["ResourceArn"])
	target.type == "AWS::ApiGateway::Stage"
}

# --- CloudFront as the only way in: it sends the key that every method demands ---

behind_distribution(stage) if {
	some distribution in graph.resources("AWS::CloudFront::Distribution")
	has_web_acl(distribution)
	some index, origin in distribution.properties.DistributionConfig.Origins
	some header in origin.OriginCustomHeaders
	graph.lower(header.HeaderName) == "x-api-key"
	some api in stage.apis
	graph.refers(distribution, ["DistributionConfig", "Origins", index], api)
	methods := graph.referrers(api, "AWS::ApiGateway::Method", ["RestApiId"])
	count(methods) > 0
	count([method | some method in methods; not demands_key(method)]) == 0
}

has_web_acl(distribution) if {
	id := distribution.properties.DistributionConfig.WebACLId
	id != ""
}

demands_key(method) if graph.is_true(method.properties.ApiKeyRequired)

demands_key(method) if method.properties.HttpMethod == "OPTIONS"

# --- Answers ---

violations contains graph.violation(stage.node, ["StageName"], message) if {
	some stage in unprotected
	count(may_protect(stage)) == 0
	not endpoint_unknown(stage)
	message := sprintf("stage %v is public and has no web ACL", [stage.node.id])
}

undetermined contains graph.undetermined(stage.node, ["StageName"], web_acl.reason(association)) if {
	some stage in unprotected
	some association in may_protect(stage)
}

undetermined contains graph.undetermined(stage.node, ["StageName"], reason) if {
	some stage in unprotected
	count(may_protect(stage)) == 0
	endpoint_unknown(stage)
	reason := "whether the API is private is not known, and the stage has no web ACL"
}
