# METADATA
# title: AppSync APIs have a web ACL
# description: >-
#   A GraphQL or event API answers the whole internet unless its visibility is private, and one query can ask for a
#   great deal of work; a web ACL stops floods and known attacks before a resolver runs.
# related_resources:
# - https://docs.aws.amazon.com/appsync/latest/devguide/WAF-Integration.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-webaclassociation.html
# custom:
#   id: appsync-api-has-web-acl
#   severity: high
#   resources: [AWS::AppSync::GraphQLApi, AWS::AppSync::Api, AWS::Serverless::GraphQLApi]
#   reads: [AWS::WAFv2::WebACLAssociation]
#   decides_on: []
#   judges: form
#   requirements: [S9]
#   aliases: ["checkov:CKV2_AWS_33"]
#   frameworks:
#     pci-dss-3.2.1: ["6.6"]
#     nist-800-53-r5: [AC-4, SC-5]
#   remediation: Add an AWS::WAFv2::WebACLAssociation whose ResourceArn is the ARN of the API.
#   profiles: [default, requirements]
package guardian.rules.appsync_api_has_web_acl

import data.guardian.graph
import data.guardian.web_acl

unprotected := [api |
	some api in graph.resources_of(["AWS::AppSync::GraphQLApi", "AWS::AppSync::Api", "AWS::Serverless::GraphQLApi"])
	not is_private(api)
	not web_acl.associated(api)
]

is_private(api) if api.properties.Visibility == "PRIVATE"

violations contains graph.violation(api, ["Visibility"], message) if {
	some api in unprotected
	not graph.is_unknown(api.properties.Visibility)
	count(web_acl.open_associations) == 0
	message := sprintf("API %v is public and has no web ACL", [api.id])
}

undetermined contains graph.undetermined(api, ["Visibility"], reason) if {
	some api in unprotected
	graph.is_unknown(api.properties.Visibility)
	count(web_acl.open_associations) == 0
	reason := "whether the API is private is not known, and it has no web ACL"
}

undetermined contains graph.undetermined(api, ["Visibility"], web_acl.reason(association)) if {
	some api in unprotected
	some association in web_acl.open_associations
}
