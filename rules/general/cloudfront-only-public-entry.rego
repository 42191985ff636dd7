# METADATA
# title: Instances, containers and databases have no entry besides CloudFront
# description: >-
#   With one entry there is one place where requests are filtered, limited and logged. An instance, a container or
#   a database that the internet reaches is a way around it. Load balancers, APIs and function URLs are
#   cloudfront-only-entry's.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
# - https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
# custom:
#   id: cloudfront-only-public-entry
#   severity: high
#   resources:
#     - AWS::EC2::Instance
#     - AWS::AutoScaling::AutoScalingGroup
#     - AWS::ECS::Service
#     - AWS::RDS::DBInstance
#     - AWS::RDS::DBCluster
#   facts: [exposures]
#   decides_on: []
#   requirements: [C15]
#   aliases: []
#   remediation: Take it off the internet, and put a load balancer behind CloudFront in front of it.
#   profiles: [pci-payments]
package guardian.rules.cloudfront_only_public_entry

import data.guardian.graph
import data.guardian.reach

entries := reach.things({"instance", "auto-scaling-group", "service", "database"})

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
