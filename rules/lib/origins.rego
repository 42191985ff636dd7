# Load balancers behind CloudFront.
package guardian.origins

import data.guardian.graph

# The types that these functions look at; a rule that asks them reads these.
# AWS::CloudFront::Distribution, AWS::Route53::RecordSet

# A distribution has the load balancer as an origin, by its own name or by a record that points to it.
behind_cloudfront(balancer) if {
	some _ in graph.referrers(balancer, "AWS::CloudFront::Distribution", ["DistributionConfig", "Origins"])
}

behind_cloudfront(balancer) if {
	some record in graph.referrers(balancer, "AWS::Route53::RecordSet", ["AliasTarget"])
	some distribution in graph.resources("AWS::CloudFront::Distribution")
	some origin in graph.as_list(distribution.properties.DistributionConfig.Origins)
	same_name(origin.DomainName, record.properties.Name)
}

same_name(one, other) if one == other

same_name(one, other) if trim_suffix(one, ".") == trim_suffix(other, ".")
