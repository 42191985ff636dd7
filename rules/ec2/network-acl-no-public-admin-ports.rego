# METADATA
# title: Network ACLs do not let the internet reach SSH and RDP
# description: >-
#   A network ACL is the second wall behind the security groups: an entry that lets 0.0.0.0/0 or ::/0 in on port 22 or
#   3389, alone or within a range, leaves only one. The default network ACL of a VPC lets everything in.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
# - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-21
# custom:
#   id: network-acl-no-public-admin-ports
#   severity: medium
#   resources: [AWS::EC2::NetworkAclEntry]
#   reads: [AWS::EC2::NetworkAcl]
#   decides_on: [CidrBlock, Ipv6CidrBlock, RuleAction, Protocol, PortRange.From, PortRange.To, Egress]
#   requirements: []
#   aliases: ["trivy:AVD-AWS-0105"]
#   frameworks:
#     cis-aws-1.4: ["5.1"]
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: >-
#     Deny ports 22 and 3389 from the internet before the entry that allows, or allow only the ports that are served.
#   profiles: []
package guardian.rules.network_acl_no_public_admin_ports

import data.guardian.graph

admin := {22: "SSH", 3389: "RDP"}

opens(entry, port) if {
	graph.number(entry.properties.Protocol) == 6
	graph.number(entry.properties.PortRange.From) <= port
	port <= graph.number(entry.properties.PortRange.To)
}

opens(entry, _) if graph.number(entry.properties.Protocol) == -1

from_everywhere(entry) if endswith(entry.properties.CidrBlock, "/0")

from_everywhere(entry) if endswith(entry.properties.Ipv6CidrBlock, "/0")

range(entry) := entry.properties.CidrBlock if is_string(entry.properties.CidrBlock)

range(entry) := entry.properties.Ipv6CidrBlock if not entry.properties.CidrBlock

property(entry) := "CidrBlock" if entry.properties.CidrBlock

property(entry) := "Ipv6CidrBlock" if not entry.properties.CidrBlock

# An entry with a smaller number for the same ACL and the same range decides first.
denied_before(entry, port) if {
	some other in graph.resources("AWS::EC2::NetworkAclEntry")
	other.properties.NetworkAclId == entry.properties.NetworkAclId
	graph.lower(other.properties.RuleAction) == "deny"
	not graph.is_true(other.properties.Egress)
	graph.number(other.properties.RuleNumber) < graph.number(entry.properties.RuleNumber)
	range(other) == range(entry)
	opens(other, port)
}

violations contains graph.violation(entry, [property(entry)], message) if {
	some entry in graph.resources("AWS::EC2::NetworkAclEntry")
	graph.lower(entry.properties.RuleAction) == "allow"
	not graph.is_true(entry.properties.Egress)
	from_everywhere(entry)
	ports := [sprintf("%v (port %v)", [name, port]) |
		some port, name in admin
		opens(entry, port)
		not denied_before(entry, port)
	]
	count(ports) > 0
	message := sprintf("network ACL entry %v lets %v reach %v", [entry.id, range(entry), concat(" and ", ports)])
}
