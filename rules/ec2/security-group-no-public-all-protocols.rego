# METADATA
# title: Security groups do not open all protocols to the internet
# description: >-
#   Protocol -1 lets in everything: all tcp and udp ports whatever FromPort and ToPort say, icmp, and every tunnel
#   protocol. EC2 ignores the ports of such a rule, so one that seems to be for port 443 is open on all of them.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
# - https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
# custom:
#   id: security-group-no-public-all-protocols
#   severity: critical
#   resources: [AWS::EC2::SecurityGroup, AWS::EC2::SecurityGroupIngress]
#   reads: [AWS::EC2::PrefixList]
#   facts: [ingress]
#   decides_on: [SecurityGroupIngress]
#   requirements: [N26, N28, B4]
#   aliases: ["kics:e415f8d3", "checkov:CKV_AWS_25", "trivy:AWS-0107", "regula:FG_R00087"]
#   frameworks:
#     pci-dss-3.2.1: ["1.2.1", "1.3.1"]
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: Name the protocol and the port that the service needs.
#   profiles: [default, requirements]
package guardian.rules.security_group_no_public_all_protocols

import data.guardian.graph
import data.guardian.network

violations contains network.violation(rule, ", whatever ports the rule names") if {
	some rule in graph.ingress
	rule.world
	rule.protocol == "-1"
}

undetermined contains network.undetermined(rule) if {
	some rule in graph.ingress
	rule.undetermined
	network.source_may_be_world(rule)
	may_be_all_protocols(rule)
}

may_be_all_protocols(rule) if rule.protocol == "-1"

may_be_all_protocols(rule) if not is_string(rule.protocol)
