# METADATA
# title: Security groups do not open all ports to the internet
# description: >-
#   A rule for every tcp or udp port exposes whatever happens to listen, now and after the next deployment. Ports 0 or 1
#   to 65535 are all of them, and so is a rule of tcp or udp that names none. Protocol -1 has a rule of its own.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
# - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18
# custom:
#   id: security-group-no-public-all-ports
#   severity: critical
#   resources: [AWS::EC2::SecurityGroup, AWS::EC2::SecurityGroupIngress]
#   reads: [AWS::EC2::PrefixList]
#   facts: [ingress]
#   decides_on: [SecurityGroupIngress]
#   requirements: [N26, N28, B4]
#   aliases: ["kics:adcd0082", "checkov:CKV_AWS_25", "trivy:AWS-0107", "regula:FG_R00087"]
#   frameworks:
#     pci-dss-3.2.1: ["1.2.1", "1.3.1"]
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: Open the one port that the service listens on.
#   profiles: [default, requirements]
package guardian.rules.security_group_no_public_all_ports

import data.guardian.graph
import data.guardian.network

all_ports(rule) if {
	rule.all_ports
	rule.protocol in {"tcp", "udp"}
}

violations contains network.violation(rule, ", which exposes whatever listens") if {
	some rule in graph.ingress
	rule.world
	all_ports(rule)
}

# Ports that are not known can be all of them, unless one known end rules it out.
undetermined contains network.undetermined(rule) if {
	some rule in graph.ingress
	some protocol in {"tcp", "udp"}
	network.may_be_open_to_world(rule, {protocol}, 1)
	network.may_be_open_to_world(rule, {protocol}, 65535)
	not rule.protocol == "-1"
}
