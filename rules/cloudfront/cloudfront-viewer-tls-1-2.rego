# METADATA
# title: Viewers use TLS 1.2 or later
# description: >-
#   TLS 1.0 and 1.1 have known weaknesses. With the certificate of CloudFront itself (*.cloudfront.net) the minimum is
#   TLS 1.0 and cannot be raised, and with a certificate of one's own it is TLS 1.0 where the template says nothing.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-viewercertificate.html
# custom:
#   id: cloudfront-viewer-tls-1-2
#   severity: high
#   resources: [AWS::CloudFront::Distribution]
#   decides_on: [DistributionConfig.ViewerCertificate.MinimumProtocolVersion,
#     DistributionConfig.ViewerCertificate.CloudFrontDefaultCertificate]
#   requirements: [C27]
#   aliases: ["checkov:CKV_AWS_174", "cfn_nag:W70", "trivy:AWS-0013",
#     "guard-registry:CLOUDFRONT_MINIMUM_PROTOCOL_VERSION_RULE", "kics:dc17ee4b", "kics:be96849c",
#     "cdk-nag:CloudFrontDistributionHttpsViewerNoOutdatedSSL",
#     "pulumi:aws-cloudfront-distribution-configure-secure-tls"]
#   frameworks:
#     pci-dss-3.2.1: ["2.3", "4.1"]
#     nist-800-53-r5: [SC-8, SC-23]
#   remediation: Use a certificate of your own from ACM and set MinimumProtocolVersion to TLSv1.2_2021 or later.
#   profiles: [default, requirements]
package guardian.rules.cloudfront_viewer_tls_1_2

import data.guardian.cloudfront
import data.guardian.data.tls_policies
import data.guardian.graph

certificate := ["DistributionConfig", "ViewerCertificate"]

violations contains graph.violation(distribution, certificate, message) if {
	some distribution in cloudfront.distributions
	distribution.properties.DistributionConfig
	not distribution.properties.DistributionConfig.ViewerCertificate
	message := sprintf("distribution %v takes TLS 1.0: ViewerCertificate is absent, so it has CloudFront's own certificate, whose minimum cannot be raised", [distribution.id])
}

violations contains graph.violation(distribution, array.concat(certificate, ["CloudFrontDefaultCertificate"]), message) if {
	some distribution in cloudfront.distributions
	graph.is_true(distribution.properties.DistributionConfig.ViewerCertificate.CloudFrontDefaultCertificate)
	message := sprintf("distribution %v takes TLS 1.0: it has CloudFront's own certificate, whose minimum cannot be raised", [distribution.id])
}

violations contains graph.violation(distribution, array.concat(certificate, ["MinimumProtocolVersion"]), message) if {
	some distribution in cloudfront.distributions
	settings := distribution.properties.DistributionConfig.ViewerCertificate
	not graph.is_true(settings.CloudFrontDefaultCertificate)
	not settings.MinimumProtocolVersion
	message := sprintf("distribution %v takes TLS 1.0: MinimumProtocolVersion is absent, which means TLSv1", [distribution.id])
}

violations contains graph.violation(distribution, array.concat(certificate, ["MinimumProtocolVersion"]), message) if {
	some distribution in cloudfront.distributions
	settings := distribution.properties.DistributionConfig.ViewerCertificate
	not graph.is_true(settings.CloudFrontDefaultCertificate)
	old := tls_policies.values.cloudfront[settings.MinimumProtocolVersion]
	count(old) > 0
	message := sprintf("distribution %v takes %v: MinimumProtocolVersion is %v", [
		distribution.id, concat(" and ", old), settings.MinimumProtocolVersion,
	])
}

undetermined contains graph.undetermined(distribution, array.concat(certificate, ["MinimumProtocolVersion"]), reason) if {
	some distribution in cloudfront.distributions
	settings := distribution.properties.DistributionConfig.ViewerCertificate
	not graph.is_true(settings.CloudFrontDefaultCertificate)
	is_string(settings.MinimumProtocolVersion)
	not tls_policies.values.cloudfront[settings.MinimumProtocolVersion]
	reason := sprintf("the policy %v is not in the table of policies", [settings.MinimumProtocolVersion])
}
