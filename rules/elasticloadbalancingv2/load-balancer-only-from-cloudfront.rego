# METADATA
# title: Load balancers behind CloudFront take only its addresses
# description: >-
#   A load balancer that is an origin of CloudFront and open to everyone is a way around CloudFront, past its web ACL
#   and its cache. AWS keeps the addresses from which CloudFront calls its origins in a managed prefix list.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html#managed-prefix-list
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
# custom:
#   id: load-balancer-only-from-cloudfront
#   severity: high
#   resources: [AWS::ElasticLoadBalancingV2::LoadBalancer]
#   reads: [AWS::CloudFront::Distribution, AWS::Route53::RecordSet]
#   facts: [exposures, reach]
#   decides_on: []
#   requirements: [C17]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: >-
#     Name the prefix list com.amazonaws.global.cloudfront.origin-facing as the only source of the security group.
#   profiles: [default, requirements]
package guardian.rules.load_balancer_only_from_cloudfront

import data.guardian.data.cloudfront_prefix_lists
import data.guardian.graph
import data.guardian.origins
import data.guardian.reach

origins_ := [thing |
	some thing in reach.things({"load-balancer"})
	not internal(thing)
	origins.behind_cloudfront(graph.resource(thing.resource))
]

internal(thing) if {
	not thing.address.public
	not thing.address.undetermined
}

lists := {id | some id in cloudfront_prefix_lists.values}

violations contains graph.violation_with(graph.resource(row.owner), row.source_path, message, related) if {
	some thing in origins_
	some row in reach.access(thing)
	row.kind in {"cidr", "cidr6", "group"}
	message := sprintf("%v is an origin of CloudFront and takes %v from %v, past CloudFront", [
		reach.name(thing), reach.ports(row), reach.source(row),
	])
	related := [graph.related(graph.resource(thing.resource), [], "the load balancer")]
}

undetermined contains graph.undetermined(graph.resource(row.owner), row.source_path, reason) if {
	some thing in origins_
	some row in reach.access(thing)
	row.kind in {"prefix-list", "unknown"}
	not row.cidr in lists
	reason := "whether this is CloudFront's prefix list is not known"
}

undetermined contains graph.undetermined(graph.resource(given.owner), given.path, reason) if {
	some thing in origins_
	some given in thing.groups
	given.undetermined
	reason := sprintf("what the security group lets in is not known: %v", [given.undetermined])
}
