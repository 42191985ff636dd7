# METADATA
# title: Viewers reach CloudFront over HTTPS only
# description: >-
#   With the viewer protocol policy allow-all, CloudFront answers plain HTTP, and cookies, tokens and content can be read
#   and changed on the way. It is set for the default behaviour and for each other one.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html
# custom:
#   id: cloudfront-viewer-https
#   severity: high
#   resources: [AWS::CloudFront::Distribution]
#   decides_on: [DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy,
#     "DistributionConfig.CacheBehaviors[*].ViewerProtocolPolicy"]
#   requirements: [C27]
#   aliases: ["checkov:CKV_AWS_34", "trivy:AWS-0012", "guard-registry:CLOUDFRONT_VIEWER_POLICY_HTTPS", "kics:31733ee2",
#     "pulumi:aws-cloudfront-distribution-disallow-unencrypted-traffic"]
#   frameworks:
#     pci-dss-3.2.1: ["2.3", "4.1"]
#     nist-800-53-r5: [SC-8, SC-23]
#   remediation: Set ViewerProtocolPolicy to redirect-to-https or https-only.
#   profiles: [default, requirements]
package guardian.rules.cloudfront_viewer_https

import data.guardian.cloudfront
import data.guardian.graph

violations contains graph.violation(distribution, array.concat(behavior.path, ["ViewerProtocolPolicy"]), message) if {
	some distribution in cloudfront.distributions
	some behavior in cloudfront.behaviors(distribution)
	behavior.value.ViewerProtocolPolicy == "allow-all"
	message := sprintf("distribution %v lets viewers use HTTP: ViewerProtocolPolicy of %v is allow-all", [
		distribution.id, behavior_name(behavior),
	])
}

behavior_name(behavior) := sprintf("the behavior of %v", [graph.show(behavior.value.PathPattern)]) if {
	behavior.value.PathPattern
}

behavior_name(behavior) := "the default behavior" if not behavior.value.PathPattern
