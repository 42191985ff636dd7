# METADATA
# title: CloudFront uses TLS 1.2 to its origins
# description: >-
#   OriginSSLProtocols lists the protocols that CloudFront may fall back to when it talks to a custom origin. Where it is
#   absent, old ones are among them.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-customoriginconfig.html
# custom:
#   id: cloudfront-origin-tls-1-2
#   severity: medium
#   resources: [AWS::CloudFront::Distribution]
#   decides_on: ["DistributionConfig.Origins[*].CustomOriginConfig.OriginSSLProtocols",
#     "DistributionConfig.Origins[*].CustomOriginConfig.OriginSSLProtocols[*]"]
#   requirements: [C27]
#   aliases: ["cdk-nag:CloudFrontDistributionNoOutdatedSSL",
#     "pulumi:aws-cloudfront-distribution-configure-secure-tls-to-origin"]
#   frameworks:
#     pci-dss-3.2.1: ["2.3", "4.1"]
#     nist-800-53-r5: [SC-8]
#   remediation: Set OriginSSLProtocols to [TLSv1.2].
#   profiles: [requirements]
package guardian.rules.cloudfront_origin_tls_1_2

import data.guardian.cloudfront
import data.guardian.graph

old := {"SSLv3", "TLSv1", "TLSv1.1"}

# Over plain HTTP there is no TLS to judge: that has a rule of its own.
judged := [{"distribution": distribution, "origin": origin} |
	some distribution in cloudfront.distributions
	some origin in cloudfront.origins(distribution)
	origin.value.CustomOriginConfig.OriginProtocolPolicy != "http-only"
]

violations contains graph.violation(row.distribution, path, message) if {
	some row in judged
	some index, protocol in graph.as_list(row.origin.value.CustomOriginConfig.OriginSSLProtocols)
	protocol in old
	path := array.concat(row.origin.path, ["CustomOriginConfig", "OriginSSLProtocols", index])
	message := sprintf("distribution %v takes %v to origin %v", [
		row.distribution.id, protocol, cloudfront.name(row.origin),
	])
}

violations contains graph.violation(row.distribution, path, message) if {
	some row in judged
	not row.origin.value.CustomOriginConfig.OriginSSLProtocols
	path := array.concat(row.origin.path, ["CustomOriginConfig", "OriginSSLProtocols"])
	message := sprintf("distribution %v takes old protocols to origin %v: OriginSSLProtocols is absent", [
		row.distribution.id, cloudfront.name(row.origin),
	])
}
