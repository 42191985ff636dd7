# METADATA
# title: The API has the agreed name
# description: Clients, dashboards and policies look for the API by its name (setting api_name).
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-restapi.html
# custom:
#   id: api-name-as-required
#   severity: low
#   resources: [AWS::ApiGateway::RestApi, AWS::ApiGatewayV2::Api, AWS::Serverless::Api]
#   decides_on: [Name, Body]
#   requirements: [S19]
#   aliases: []
#   settings: [api_name]
#   remediation: Set Name to the agreed name.
#   profiles: [serverless]
package guardian.rules.api_name_as_required

import data.guardian.graph

violations contains graph.violation(api, ["Name"], message) if {
	wanted := graph.setting("api_name")
	some api in graph.resources_of(["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::Serverless::Api"])
	not name(api) == wanted
	state := graph.show_at(api.properties, ["Name"], "absent")
	message := sprintf("API %v must be called %v: Name is %v", [api.id, wanted, state])
}

name(api) := api.properties.Name

# A definition brings a title, which is the name where nothing else is said.
name(api) := api.properties.Body.info.title if not "Name" in object.keys(api.properties)
