# METADATA
# title: S3 origins have an origin access control
# description: >-
#   Without an origin access control (or the older origin access identity) CloudFront asks S3 as anybody would, so the
#   bucket must be public for it to work, and everybody can go around CloudFront and its web ACL. The website endpoint of
#   a bucket takes neither.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
# custom:
#   id: cloudfront-s3-origin-access-control
#   severity: high
#   resources: [AWS::CloudFront::Distribution]
#   reads: [AWS::S3::Bucket, AWS::CloudFront::OriginAccessControl, AWS::CloudFront::CloudFrontOriginAccessIdentity]
#   decides_on: ["DistributionConfig.Origins[*].OriginAccessControlId",
#     "DistributionConfig.Origins[*].S3OriginConfig.OriginAccessIdentity"]
#   judges: form
#   requirements: [N2]
#   aliases: ["guard-registry:CLOUDFRONT_ORIGIN_ACCESS_IDENTITY_ENABLED",
#     "cdk-nag:CloudFrontDistributionS3OriginAccessControl"]
#   frameworks:
#     nist-800-53-r5: [AC-3, AC-4]
#   remediation: >-
#     Add an AWS::CloudFront::OriginAccessControl, name it as OriginAccessControlId of the origin, and let only this
#     distribution read in the bucket policy.
#   profiles: [default, requirements]
package guardian.rules.cloudfront_s3_origin_access_control

import data.guardian.cloudfront
import data.guardian.graph

violations contains graph.violation(distribution, origin.path, message) if {
	some distribution in cloudfront.distributions
	some origin in cloudfront.origins(distribution)
	cloudfront.is_s3(distribution, origin)
	not has_access_control(origin.value)
	not has_identity(origin.value)
	message := sprintf("origin %v of distribution %v is an S3 bucket without origin access control, so CloudFront reads it as anybody", [
		cloudfront.name(origin), distribution.id,
	])
}

violations contains graph.violation(distribution, origin.path, message) if {
	some distribution in cloudfront.distributions
	some origin in cloudfront.origins(distribution)
	cloudfront.is_website(distribution, origin)
	message := sprintf("origin %v of distribution %v is the website endpoint of a bucket, which only a public bucket has", [
		cloudfront.name(origin), distribution.id,
	])
}

violations contains graph.violation_with(distribution, path, message, related) if {
	some distribution in cloudfront.distributions
	some origin in cloudfront.origins(distribution)
	path := array.concat(origin.path, ["OriginAccessControlId"])
	some control in graph.targets(distribution, path)
	control.properties.OriginAccessControlConfig.SigningBehavior == "never"
	related := [graph.related(control, ["OriginAccessControlConfig", "SigningBehavior"], "never signs a request")]
	message := sprintf("origin %v of distribution %v has the origin access control %v, which never signs a request", [
		cloudfront.name(origin), distribution.id, control.id,
	])
}

has_access_control(origin) if origin.OriginAccessControlId != ""

has_identity(origin) if origin.S3OriginConfig.OriginAccessIdentity != ""
