# METADATA
# title: Security groups do not open database ports to the internet
# description: >-
#   Databases, caches, search engines and file servers are made for a trusted network: many of them answer without a
#   password, and none should be the first thing that an attacker meets. The ports are those of SQL Server, Oracle,
#   MySQL and Aurora, PostgreSQL, Redshift, Db2, Redis and Valkey, Memcached, MongoDB and DocumentDB, Neptune,
#   OpenSearch and Elasticsearch, Cassandra, CouchDB, InfluxDB, ClickHouse, ZooKeeper, Kafka, NFS and SMB.
#   All ports and protocol -1 have rules of their own.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19
# custom:
#   id: security-group-no-public-database-ports
#   severity: critical
#   resources: [AWS::EC2::SecurityGroup, AWS::EC2::SecurityGroupIngress]
#   reads: [AWS::EC2::PrefixList]
#   facts: [ingress]
#   decides_on: [SecurityGroupIngress]
#   requirements: [N28]
#   aliases: ["kics:494b03d3"]
#   frameworks:
#     pci-dss-3.2.1: ["1.2.1", "1.3.1", "1.3.6"]
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: Name the security group of the application as the source instead of an address range.
#   profiles: [default, requirements]
package guardian.rules.security_group_no_public_database_ports

import data.guardian.graph
import data.guardian.network

services := {
	445: "SMB",
	1433: "SQL Server",
	1434: "SQL Server Browser",
	1521: "Oracle",
	2049: "NFS",
	2181: "ZooKeeper",
	3306: "MySQL",
	5432: "PostgreSQL",
	5439: "Redshift",
	5984: "CouchDB",
	6379: "Redis",
	7000: "Cassandra",
	7001: "Cassandra",
	8086: "InfluxDB",
	8123: "ClickHouse",
	8182: "Neptune",
	9042: "Cassandra",
	9092: "Kafka",
	9200: "OpenSearch",
	9300: "OpenSearch",
	11211: "Memcached",
	27017: "MongoDB",
	27018: "MongoDB",
	27019: "MongoDB",
	50000: "Db2",
}

ports := {
	"tcp": object.keys(services) - {1434},
	"udp": {1434, 2049, 11211},
}

# Ports that a rule opens: asked of the whole set at once, because a call for each port of each rule adds up.
open_ports(rule) := {port |
	some protocol, numbers in ports
	network.carries(rule, {protocol})
	is_number(rule.from)
	is_number(rule.to)
	some port in numbers
	rule.from <= port
	port <= rule.to
}

may_open(rule) if {
	some protocol, numbers in ports
	some port in numbers
	network.may_be_open_to_world(rule, {protocol}, port)
}

# One finding for a rule, not one for each of the ports in a wide range.
consequence(open) := sprintf(", which lets anyone reach %v on port %v", [services[port], port]) if {
	count(open) == 1
	some port in open
}

consequence(open) := words if {
	count(open) > 1
	first := min(open)
	words := sprintf(", which lets anyone reach %v such ports, from %v (%v) on", [count(open), first, services[first]])
}

is_open(rule) if {
	rule.world
	count(open_ports(rule)) > 0
}

violations contains network.violation(rule, consequence(open)) if {
	some rule in graph.ingress
	rule.world
	not rule.all_ports
	open := open_ports(rule)
	count(open) > 0
}

undetermined contains network.undetermined(rule) if {
	some rule in graph.ingress
	rule.undetermined
	not rule.all_ports
	not is_open(rule)
	may_open(rule)
}
