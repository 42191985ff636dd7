# METADATA
# title: Instance metadata is given out to session tokens only (IMDSv2)
# description: >-
#   With IMDSv1, one forged request out of a web application reads the keys of the instance's role. Where HttpTokens is
#   absent, the account or the image decides; without either, AWS takes optional, which lets IMDSv1 in. The images of
#   Amazon Linux 2023 ask for tokens, unless the account's default is another.
# related_resources:
# - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
# - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
# custom:
#   id: ec2-imdsv2-required
#   severity: high
#   resources: [AWS::EC2::Instance, AWS::EC2::LaunchTemplate, AWS::AutoScaling::LaunchConfiguration]
#   reads: [AWS::EC2::LaunchTemplate]
#   decides_on:
#   - MetadataOptions.HttpTokens
#   - MetadataOptions.HttpEndpoint
#   - LaunchTemplateData.MetadataOptions.HttpTokens
#   - LaunchTemplateData.MetadataOptions.HttpEndpoint
#   requirements: []
#   aliases: ["checkov:CKV_AWS_79", "trivy:AWS-0028", "trivy:AWS-0130", "cdk-nag:EC2IMDSv2Enabled"]
#   remediation: Set MetadataOptions.HttpTokens to required.
#   profiles: [default]
package guardian.rules.ec2_imdsv2_required

import data.guardian.graph

violations contains graph.violation(row.node, array.concat(row.path, ["HttpTokens"]), message) if {
	some row in judged
	options := object.get(row.node.properties, row.path, {})
	not closed(options)
	not left_to_image(row, options)
	state := graph.show_at(options, ["HttpTokens"], "absent, and AWS then lets IMDSv1 in")
	message := sprintf("%v gives its metadata out without a token: HttpTokens is %v", [row.node.id, state])
}

undetermined contains graph.undetermined(instance, ["LaunchTemplate"], reason) if {
	some instance in graph.resources("AWS::EC2::Instance")
	instance.properties.LaunchTemplate
	not instance.properties.MetadataOptions.HttpTokens
	count(graph.targets(instance, ["LaunchTemplate"])) == 0
	reason := sprintf("instance %v gives out metadata as a launch template says that is not known", [instance.id])
}

undetermined contains graph.undetermined(row.node, array.concat(row.path, ["HttpTokens"]), reason) if {
	some row in judged
	options := object.get(row.node.properties, row.path, {})
	not closed(options)
	left_to_image(row, options)
	reason := sprintf("the image of %v asks for tokens, unless the account's default is another", [row.node.id])
}

left_to_image(row, options) if {
	not options.HttpTokens
	path := array.concat(array.slice(row.path, 0, count(row.path) - 1), ["ImageId"])
	regex.match(`al2023|amazon-linux-2023`, image(graph.at(row.node.properties, path)))
}

# The name of an image, mostly that of AWS's public parameter.
image(value) := value if is_string(value)

image(value) := value["$dynamic"].reference if graph.is_dynamic(value)

image(value) := input.parameters[value["$unknown"].name].default if graph.is_unknown(value)

# An instance has the options of its launch template where it has none itself, and the template is judged then.
judged contains {"node": node, "path": ["MetadataOptions"]} if {
	some node in graph.resources("AWS::EC2::Instance")
	not decided_by_template(node)
}

judged contains {"node": node, "path": ["MetadataOptions"]} if {
	some node in graph.resources("AWS::AutoScaling::LaunchConfiguration")
}

judged contains {"node": node, "path": ["LaunchTemplateData", "MetadataOptions"]} if {
	some node in graph.resources("AWS::EC2::LaunchTemplate")
}

decided_by_template(node) if {
	node.properties.LaunchTemplate
	not node.properties.MetadataOptions.HttpTokens
}

closed(options) if options.HttpTokens == "required"

closed(options) if options.HttpEndpoint == "disabled"
