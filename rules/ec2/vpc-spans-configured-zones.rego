# METADATA
# title: The VPC spans the number of availability zones that is set
# description: >-
#   A system that is planned for a number of zones loses what it was planned for with fewer, and pays for more. CDK
#   without an account and region knows only two zones: their number is then not known before deployment.
# related_resources:
# - https://docs.aws.amazon.com/vpc/latest/userguide/vpc-subnet-basics.html
# - https://docs.aws.amazon.com/cdk/v2/guide/environments.html
# custom:
#   id: vpc-spans-configured-zones
#   severity: medium
#   resources: [AWS::EC2::VPC]
#   facts: [spans]
#   decides_on: []
#   requirements: [P1, C1]
#   aliases: []
#   settings: [availability_zones]
#   remediation: Add or take away subnets until they stand in as many zones as the profile sets.
#   profiles: [payment-api, pci-payments]
package guardian.rules.vpc_spans_configured_zones

import data.guardian.graph

vpcs := [span |
	some span in input.facts.spans
	span.kind == "vpc"
]

wanted := graph.setting("availability_zones")

# Subnets that CDK made without knowing the zones of the region.
agnostic(span) if {
	some place in span.subnets
	subnet := graph.resource(place.subnet)
	subnet.attributes.Metadata["aws:cdk:path"]
	not is_string(subnet.properties.AvailabilityZone)
}

impossible(span) if span.at_least > wanted

impossible(span) if {
	is_number(span.at_most)
	span.at_most < wanted
}

violations contains graph.violation(graph.resource(span.resource), [], message) if {
	some span in vpcs
	impossible(span)
	not agnostic(span)
	message := sprintf("VPC %v has subnets in %v availability zones, and %v are set", [
		graph.resource(span.resource).id, shown(span), wanted,
	])
}

shown(span) := span.zones if is_number(span.zones)

shown(span) := sprintf("at least %v", [span.at_least]) if {
	is_null(span.zones)
	span.at_least > wanted
}

shown(span) := sprintf("at most %v", [span.at_most]) if {
	is_null(span.zones)
	span.at_least <= wanted
}

undetermined contains graph.undetermined(graph.resource(span.resource), [], reason) if {
	some span in vpcs
	impossible(span)
	agnostic(span)
	reason := "the template was made without knowing the zones of its region"
}

undetermined contains graph.undetermined(graph.resource(span.resource), [], reason) if {
	some span in vpcs
	not impossible(span)
	is_null(span.zones)
	reason := sprintf("how many zones its subnets are in is not known: %v", [span.undetermined])
}
