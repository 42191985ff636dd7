# METADATA
# title: The internet reaches no database and no container
# description: >-
#   A database or a container is reached from the internet when a subnet of it has a route to an internet gateway, it
#   has a public address there, and the network ACL and a security group let the traffic in. The finding shows this
#   chain, link by link: breaking one of them closes it.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html
# custom:
#   id: data-and-containers-not-reachable
#   severity: critical
#   resources:
#     - AWS::RDS::DBInstance
#     - AWS::RDS::DBCluster
#     - AWS::Redshift::Cluster
#     - AWS::DMS::ReplicationInstance
#     - AWS::ECS::Service
#   facts: [exposures]
#   decides_on: []
#   requirements: [P22, N9, C18]
#   aliases: []
#   frameworks:
#     pci-dss-3.2.1: ["1.2.1", "1.3.1", "1.3.6"]
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: >-
#     Move it to private subnets, take its public address away, and let only the security group of its callers in.
#   profiles: [default, requirements]
package guardian.rules.data_and_containers_not_reachable

import data.guardian.graph
import data.guardian.reach

kinds := {"database", "cache", "replication-instance", "search-domain", "file-system", "service"}

# The finding stands where the public address comes from, or else where the subnet does.
place(thing) := thing.address.from.path if thing.address.from.resource == thing.resource

place(thing) := [] if not is_own(thing)

is_own(thing) if thing.address.from.resource == thing.resource

ports(thing) := sprintf("%v port %v", [port.protocol, port.from]) if {
	count(thing.ports) == 1
	some port in thing.ports
	port.from == port.to
} else := "several ports"

violations contains graph.violation_with(graph.resource(thing.resource), place(thing), message, reach.related(thing.chain)) if {
	some thing in reach.things(kinds)
	thing.internet
	message := sprintf("%v is reached from the internet on %v", [reach.name(thing), ports(thing)])
}

undetermined contains graph.undetermined(graph.resource(thing.resource), place(thing), reason) if {
	some thing in reach.things(kinds)
	thing.undetermined
	reason := sprintf("whether the internet reaches it hangs on what is not known (%v): %v", [
		concat(", ", thing.undetermined_in),
		thing.undetermined,
	])
}
