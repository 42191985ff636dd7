# METADATA
# title: Security groups do not open RDP to the internet
# description: >-
#   Remote Desktop on port 3389 (tcp, and udp since version 8) is a favourite of ransomware crews. Every form of a rule
#   counts: inline and standalone, ranges that have the port in them, IPv6, prefix lists, and ranges that make
#   up the whole address space together. All ports and protocol -1 have rules of their own.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-14
# custom:
#   id: security-group-no-public-rdp
#   severity: high
#   resources: [AWS::EC2::SecurityGroup, AWS::EC2::SecurityGroupIngress]
#   reads: [AWS::EC2::PrefixList]
#   facts: [ingress]
#   decides_on: [SecurityGroupIngress]
#   requirements: []
#   aliases: ["checkov:CKV_AWS_25", "trivy:AWS-0107", "regula:FG_R00087", "kics:c9846969", "kics:3ae83918"]
#   frameworks:
#     cis-aws-1.4: ["5.2"]
#     pci-dss-3.2.1: ["1.2.1", "1.3.1", "2.2.2"]
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: Name the range of your office or VPN as the source, or drop the rule and use Fleet Manager.
#   profiles: [default]
package guardian.rules.security_group_no_public_rdp

import data.guardian.graph
import data.guardian.network

violations contains network.violation(rule, ", which lets anyone reach Remote Desktop on port 3389") if {
	some rule in graph.ingress
	not rule.all_ports
	network.open_to_world(rule, {"tcp", "udp"}, 3389)
}

undetermined contains network.undetermined(rule) if {
	some rule in graph.ingress
	not rule.all_ports
	network.may_be_open_to_world(rule, {"tcp", "udp"}, 3389)
}
