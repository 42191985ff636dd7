# METADATA
# title: CloudFront is the only public entry
# description: >-
#   With one entry there is one place where requests are filtered, limited and logged. Anything else that the internet
#   reaches is a way around it: a load balancer that is no origin of CloudFront, an instance, a container or a
#   database.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
# - https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
# custom:
#   id: cloudfront-only-public-entry
#   severity: high
#   resources:
#     - AWS::ElasticLoadBalancingV2::LoadBalancer
#     - AWS::ElasticLoadBalancing::LoadBalancer
#     - AWS::EC2::Instance
#     - AWS::AutoScaling::AutoScalingGroup
#     - AWS::ECS::Service
#     - AWS::RDS::DBInstance
#     - AWS::RDS::DBCluster
#   reads: [AWS::CloudFront::Distribution, AWS::Route53::RecordSet]
#   facts: [exposures]
#   decides_on: []
#   requirements: [C15]
#   aliases: []
#   remediation: Make it an origin of CloudFront that checks for the secret header, or take it off the internet.
#   profiles: [pci-payments]
package guardian.rules.cloudfront_only_public_entry

import data.guardian.graph
import data.guardian.origins
import data.guardian.reach

kinds := {"load-balancer", "instance", "auto-scaling-group", "service", "database"}

entries := [thing |
	some thing in reach.things(kinds)
	not behind(thing)
]

behind(thing) if {
	thing.kind == "load-balancer"
	origins.behind_cloudfront(graph.resource(thing.resource))
}

violations contains graph.violation_with(graph.resource(thing.resource), [], message, reach.related(thing.chain)) if {
	some thing in entries
	thing.internet
	message := sprintf("%v is reached from the internet and not through CloudFront", [reach.name(thing)])
}

undetermined contains graph.undetermined(graph.resource(thing.resource), [], reason) if {
	some thing in entries
	thing.undetermined
	reason := sprintf("whether the internet reaches it is not known: %v", [thing.undetermined])
}
