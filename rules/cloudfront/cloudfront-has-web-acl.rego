# METADATA
# title: CloudFront distributions have a web ACL
# description: >-
#   CloudFront takes the web ACL in the distribution itself: the ARN of a WAFv2 ACL of scope CLOUDFRONT, which exists
#   only in us-east-1, or the id of a WAF Classic ACL, whose support ended in September 2025. A regional ACL protects
#   nothing here.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-awswaf.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-webacl.html
# custom:
#   id: cloudfront-has-web-acl
#   severity: high
#   resources: [AWS::CloudFront::Distribution]
#   reads: [AWS::WAFv2::WebACL]
#   decides_on: [DistributionConfig.WebACLId]
#   requirements: [N3, C20]
#   aliases: ["checkov:CKV_AWS_68", "trivy:AWS-0011", "cdk-nag:CloudFrontDistributionWAFIntegration", "kics:0f139403",
#     "pulumi:aws-cloudfront-distribution-configure-waf"]
#   frameworks:
#     pci-dss-3.2.1: ["6.6"]
#     nist-800-53-r5: [AC-4, SC-5]
#   remediation: Set WebACLId to the ARN of an AWS::WAFv2::WebACL with Scope CLOUDFRONT.
#   profiles: [default, requirements]
package guardian.rules.cloudfront_has_web_acl

import data.guardian.graph

place := ["DistributionConfig", "WebACLId"]

violations contains graph.violation(distribution, place, message) if {
	some distribution in graph.resources("AWS::CloudFront::Distribution")
	not distribution.properties.DistributionConfig.WebACLId
	message := sprintf("distribution %v has no web ACL", [distribution.id])
}

violations contains graph.violation(distribution, place, message) if {
	some distribution in graph.resources("AWS::CloudFront::Distribution")
	distribution.properties.DistributionConfig.WebACLId == ""
	message := sprintf("distribution %v has no web ACL, because WebACLId is empty", [distribution.id])
}

violations contains graph.violation_with(distribution, place, message, related) if {
	some distribution in graph.resources("AWS::CloudFront::Distribution")
	some acl in graph.targets(distribution, place)
	scope := regional_scope(acl)
	related := [graph.related(acl, ["Scope"], "the scope of the web ACL")]
	message := sprintf("distribution %v has the web ACL %v of scope %v, and CloudFront takes only the scope CLOUDFRONT", [
		distribution.id, acl.id, scope,
	])
}

violations contains graph.violation(distribution, place, message) if {
	some distribution in graph.resources("AWS::CloudFront::Distribution")
	id := distribution.properties.DistributionConfig.WebACLId
	is_string(id)
	contains(id, ":regional/webacl/")
	message := sprintf("distribution %v has the regional web ACL %v, and CloudFront takes only global ones", [
		distribution.id, id,
	])
}

regional_scope(acl) := acl.properties.Scope if {
	acl.type == "AWS::WAFv2::WebACL"
	is_string(acl.properties.Scope)
	acl.properties.Scope != "CLOUDFRONT"
}

regional_scope(acl) := "REGIONAL" if acl.type == "AWS::WAFRegional::WebACL"

undetermined contains graph.undetermined(distribution, place, reason) if {
	some distribution in graph.resources("AWS::CloudFront::Distribution")
	some acl in graph.targets(distribution, place)
	graph.is_unknown(acl.properties.Scope)
	reason := sprintf("the scope of web ACL %v is not known", [acl.id])
}
