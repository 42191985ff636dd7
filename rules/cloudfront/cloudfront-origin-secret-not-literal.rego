# METADATA
# title: The header that CloudFront proves itself with is a secret
# description: >-
#   The value of the header is a password. Written in the template, as the default of a parameter or in a parameter
#   without NoEcho, it is known to everyone who may see the template or the stack, and they can go around CloudFront.
#   Judged is each header of an origin that a listener rule asks for, or whose name says that it is a secret.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
# custom:
#   id: cloudfront-origin-secret-not-literal
#   severity: high
#   resources: [AWS::CloudFront::Distribution, AWS::ElasticLoadBalancingV2::ListenerRule]
#   decides_on: []
#   judges: form
#   reads: [AWS::ElasticLoadBalancingV2::ListenerRule]
#   requirements: [C16]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [IA-5]
#   remediation: Make an AWS::SecretsManager::Secret and refer to it with `{{resolve:secretsmanager:…}}` in both places.
#   profiles: [default, requirements]
package guardian.rules.cloudfront_origin_secret_not_literal

import data.guardian.cloudfront
import data.guardian.graph
import data.guardian.secret

sent := [{"node": distribution, "path": path, "name": graph.lower(header.HeaderName), "value": header.HeaderValue} |
	some distribution in cloudfront.distributions
	some origin in cloudfront.origins(distribution)
	some index, header in graph.as_list(origin.value.OriginCustomHeaders)
	path := array.concat(origin.path, ["OriginCustomHeaders", index, "HeaderValue"])
]

asked := [{"node": rule, "path": path, "name": graph.lower(condition.HttpHeaderConfig.HttpHeaderName), "value": value} |
	some rule in graph.resources("AWS::ElasticLoadBalancingV2::ListenerRule")
	some index, condition in graph.as_list(rule.properties.Conditions)
	some position, value in graph.as_list(condition.HttpHeaderConfig.Values)
	path := ["Conditions", index, "HttpHeaderConfig", "Values", position]
]

asked_names := {row.name | some row in asked}

sent_names := {row.name | some row in sent}

judged := array.concat(
	[row | some row in sent; is_secret(row.name)],
	[row | some row in asked; row.name in sent_names],
)

is_secret(name) if name in asked_names

is_secret(name) if regex.match(`secret|token|verif|auth|key|password`, name)

violations contains graph.violation(row.node, row.path, message) if {
	some row in judged
	message := sprintf("the value of header %v in %v %v", [row.name, row.node.id, secret.exposure(row)])
}
