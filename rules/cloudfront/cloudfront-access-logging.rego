# METADATA
# title: CloudFront distributions log access
# description: >-
#   Access logs say who asked for what, and are the only trace of most attacks. CloudFront writes none unless Logging
#   names a bucket, or a delivery source of CloudWatch Logs takes the distribution's access logs.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
# custom:
#   id: cloudfront-access-logging
#   severity: medium
#   resources: [AWS::CloudFront::Distribution]
#   reads: [AWS::Logs::DeliverySource]
#   decides_on: [DistributionConfig.Logging]
#   requirements: [C32]
#   aliases: ["checkov:CKV_AWS_86", "cfn_nag:W10", "trivy:AWS-0010", "guard-registry:CLOUDFRONT_ACCESSLOGS_ENABLED",
#     "cdk-nag:CloudFrontDistributionAccessLogging", "kics:de77cd9f",
#     "pulumi:aws-cloudfront-distribution-configure-access-logging",
#     "pulumi:aws-cloudfront-distribution-enable-access-logging"]
#   frameworks:
#     pci-dss-3.2.1: ["10.1", "10.3.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: Add Logging with the domain name of a log bucket, or an AWS::Logs::DeliverySource for the distribution.
#   profiles: [requirements]
package guardian.rules.cloudfront_access_logging

import data.guardian.cloudfront
import data.guardian.graph

violations contains graph.violation(distribution, ["DistributionConfig", "Logging"], message) if {
	some distribution in cloudfront.distributions
	distribution.properties.DistributionConfig
	not has_bucket(distribution)
	count(graph.referrers(distribution, "AWS::Logs::DeliverySource", ["ResourceArn"])) == 0
	message := sprintf("distribution %v logs no access: %v", [distribution.id, reason(distribution)])
}

has_bucket(distribution) if distribution.properties.DistributionConfig.Logging.Bucket != ""

reason(distribution) := "Logging is absent" if not distribution.properties.DistributionConfig.Logging

reason(distribution) := "Logging names no bucket" if distribution.properties.DistributionConfig.Logging
