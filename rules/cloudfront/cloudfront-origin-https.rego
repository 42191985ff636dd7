# METADATA
# title: CloudFront reaches its origins over HTTPS
# description: >-
#   Between CloudFront and a custom origin requests cross the internet. With http-only they do so in plain text, and with
#   match-viewer they do whenever a viewer may use HTTP.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html
# custom:
#   id: cloudfront-origin-https
#   severity: high
#   resources: [AWS::CloudFront::Distribution]
#   decides_on: ["DistributionConfig.Origins[*].CustomOriginConfig.OriginProtocolPolicy"]
#   requirements: [C27, P28]
#   aliases: ["checkov:CKV2_AWS_72", "kics:a5366a50", "pulumi:aws-cloudfront-distribution-enable-tls-to-origin"]
#   frameworks:
#     pci-dss-3.2.1: ["2.3", "4.1"]
#     nist-800-53-r5: [SC-8]
#   remediation: Set OriginProtocolPolicy to https-only.
#   profiles: [default, requirements]
package guardian.rules.cloudfront_origin_https

import data.guardian.cloudfront
import data.guardian.graph

violations contains graph.violation(distribution, path, message) if {
	some distribution in cloudfront.distributions
	some origin in cloudfront.origins(distribution)
	policy := origin.value.CustomOriginConfig.OriginProtocolPolicy
	is_plain(distribution, policy)
	path := array.concat(origin.path, ["CustomOriginConfig", "OriginProtocolPolicy"])
	message := sprintf("distribution %v reaches origin %v over HTTP: OriginProtocolPolicy is %v%v", [
		distribution.id, cloudfront.name(origin), policy, consequence(policy),
	])
}

is_plain(_, policy) if policy == "http-only"

is_plain(distribution, policy) if {
	policy == "match-viewer"
	some behavior in cloudfront.behaviors(distribution)
	behavior.value.ViewerProtocolPolicy == "allow-all"
}

consequence(policy) := " and viewers may use HTTP" if policy == "match-viewer"

consequence(policy) := "" if policy != "match-viewer"
