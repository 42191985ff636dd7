# METADATA
# title: Security groups do not open SSH to the internet
# description: >-
#   Port 22 that anyone can reach is tried by password guessers within minutes, and one weak key or one flaw of the
#   daemon hands over the instance. Every form of a rule counts: inline and standalone, a range that has port 22 in it,
#   all ports, protocol -1, IPv6, prefix lists, and ranges that make up the whole address space together.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-13
# custom:
#   id: security-group-no-public-ssh
#   severity: high
#   resources: [AWS::EC2::SecurityGroup, AWS::EC2::SecurityGroupIngress]
#   reads: [AWS::EC2::PrefixList]
#   facts: [ingress]
#   decides_on: [SecurityGroupIngress]
#   requirements: [N26, B4]
#   aliases: ["checkov:CKV_AWS_24", "trivy:AWS-0107", "regula:FG_R00085", "guard-registry:INCOMING_SSH_DISABLED",
#     "cdk-nag:EC2RestrictedSSH", "kics:6e856af2"]
#   frameworks:
#     cis-aws-1.4: ["5.2"]
#     pci-dss-3.2.1: ["1.2.1", "1.3.1", "2.2.2"]
#     nist-800-53-r5: [AC-4, SC-7]
#   remediation: >-
#     Name the range of your office or VPN as the source, or drop the rule and use Session Manager or EC2 Instance
#     Connect Endpoint, which need no open port.
#   profiles: [default, requirements]
package guardian.rules.security_group_no_public_ssh

import data.guardian.graph
import data.guardian.network

violations contains network.violation(rule, ", which lets anyone reach SSH on port 22") if {
	some rule in graph.ingress
	network.open_to_world(rule, {"tcp"}, 22)
}

undetermined contains network.undetermined(rule) if {
	some rule in graph.ingress
	network.may_be_open_to_world(rule, {"tcp"}, 22)
}
