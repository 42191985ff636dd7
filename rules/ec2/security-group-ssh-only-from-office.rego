# METADATA
# title: SSH is open only to the office's ranges
# description: >-
#   Port 22 may be reached from the ranges of the setting office_cidrs and from nowhere else: not from another range,
#   not from another security group, in whatever form the rule is written.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ec2-securitygroup-ingress.html
# custom:
#   id: security-group-ssh-only-from-office
#   severity: high
#   resources: [AWS::EC2::SecurityGroup, AWS::EC2::SecurityGroupIngress]
#   facts: [ingress]
#   decides_on: [SecurityGroupIngress]
#   requirements: [B5, N26]
#   aliases: []
#   settings: [office_cidrs]
#   remediation: Name the office's range as the source, or drop the rule and use Session Manager.
#   profiles: [novacart, secure-baseline]
package guardian.rules.security_group_ssh_only_from_office

import data.guardian.graph
import data.guardian.network

ranges := graph.setting("office_cidrs")

violations contains graph.violation(owner, rule.source_path, message) if {
	some rule in graph.ingress
	network.reaches(rule, {"tcp"}, 22)
	rule.source.kind in {"cidr", "cidr6"}
	is_string(rule.source.value)
	count([range | some range in ranges; inside(rule.source.value, range)]) == 0
	owner := graph.resource(rule.owner)
	source := rule.source.value
	message := sprintf("%v opens SSH to %v, which is outside the office's ranges", [network.subject(rule), source])
}

violations contains graph.violation(owner, rule.source_path, message) if {
	ranges
	some rule in graph.ingress
	network.reaches(rule, {"tcp"}, 22)
	rule.source.kind == "group"
	owner := graph.resource(rule.owner)
	message := sprintf("%v opens SSH to another security group, not to the office's ranges", [network.subject(rule)])
}

undetermined contains graph.undetermined(graph.resource(rule.owner), rule.source_path, reason) if {
	ranges
	some rule in graph.ingress
	may_reach(rule)
	source_is_open(rule)
	reason := sprintf("where %v opens SSH to is known only at deployment", [network.subject(rule)])
}

# Both of the same family: net.cidr_contains knows no mixture.
inside(source, range) if {
	contains(source, ":") == contains(range, ":")
	net.cidr_contains(range, source)
}

may_reach(rule) if {
	network.protocol_may_carry(rule, {"tcp"})
	network.range_may_reach(rule, 22)
}

source_is_open(rule) if rule.source.kind in {"unknown", "prefix-list"}

source_is_open(rule) if {
	rule.source.kind in {"cidr", "cidr6"}
	not is_string(rule.source.value)
}
