# METADATA
# title: Cognito user pools have a web ACL
# description: >-
#   Sign-up and sign-in of a user pool are open to the internet, and so to lists of stolen passwords; a web ACL limits
#   how often one address may try.
# related_resources:
# - https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-webaclassociation.html
# custom:
#   id: cognito-user-pool-has-web-acl
#   severity: medium
#   resources: [AWS::Cognito::UserPool]
#   reads: [AWS::WAFv2::WebACLAssociation]
#   decides_on: []
#   judges: form
#   requirements: []
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-7, SC-5]
#   remediation: Add an AWS::WAFv2::WebACLAssociation whose ResourceArn is the ARN of the user pool.
#   profiles: [default]
package guardian.rules.cognito_user_pool_has_web_acl

import data.guardian.graph
import data.guardian.web_acl

unprotected := [pool |
	some pool in graph.resources("AWS::Cognito::UserPool")
	not web_acl.associated(pool)
]

violations contains graph.violation(pool, [], message) if {
	some pool in unprotected
	count(web_acl.open_associations) == 0
	message := sprintf("user pool %v has no web ACL", [pool.id])
}

undetermined contains graph.undetermined(pool, [], web_acl.reason(association)) if {
	some pool in unprotected
	some association in web_acl.open_associations
}
