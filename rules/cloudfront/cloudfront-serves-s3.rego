# METADATA
# title: CloudFront serves static content out of S3
# description: >-
#   Where a system has static content, a distribution with an S3 origin serves it, so that the bucket stays closed and
#   the web ACL stands in front.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistS3AndCustomOrigins.html
# custom:
#   id: cloudfront-serves-s3
#   severity: medium
#   existence: true
#   resources: ["*"]
#   reads: ["*"]
#   decides_on: []
#   judges: form
#   requirements: [N1]
#   aliases: []
#   frameworks: {}
#   remediation: Add an AWS::CloudFront::Distribution with the bucket as an origin behind an origin access control.
#   profiles: [novacart]
package guardian.rules.cloudfront_serves_s3

import data.guardian.cloudfront
import data.guardian.graph

serving := [origin |
	some distribution in cloudfront.distributions
	graph.is_true(object.get(distribution.properties, ["DistributionConfig", "Enabled"], true))
	some origin in cloudfront.origins(distribution)
	cloudfront.is_s3(distribution, origin)
]

violations contains graph.template_violation(["Resources"], message) if {
	count(cloudfront.distributions) == 0
	message := "no CloudFront distribution is there to serve static content out of S3"
}

violations contains graph.violation(distribution, ["DistributionConfig", "Origins"], message) if {
	count(serving) == 0
	distribution := cloudfront.distributions[0]
	message := sprintf("distribution %v has no S3 origin, or is not enabled", [distribution.id])
}
