# METADATA
# title: Metadata for cfn-init holds no credentials
# description: >-
#   What stands under AWS::CloudFormation::Authentication is read with cloudformation:DescribeStackResource by everybody
#   who may call it, NoEcho or not, and stays in the template's history. A role in it gives the instance what it needs.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-authentication.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
# custom:
#   id: cfn-init-without-secrets
#   severity: high
#   resources: [AWS::EC2::Instance, AWS::EC2::LaunchTemplate, AWS::AutoScaling::AutoScalingGroup,
#     AWS::AutoScaling::LaunchConfiguration]
#   decides_on: []
#   judges: form
#   requirements: [N14]
#   aliases:
#   - cfn_nag:W1
#   - guard-registry:CFN_AUTHENTICATION_RULE
#   - cfripper:CloudFormationAuthenticationRule
#   - kics:9ecb6b21
#   remediation: Use an entry with roleName and the instance's role, or read the secret when the instance starts.
#   profiles: [default, requirements]
package guardian.rules.cfn_init_without_secrets

import data.guardian.graph

section := "AWS::CloudFormation::Authentication"

types := [
	"AWS::EC2::Instance", "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::AutoScalingGroup",
	"AWS::AutoScaling::LaunchConfiguration",
]

violations contains graph.attribute_violation(node, ["Metadata", section, name, property], message) if {
	some node in graph.resources_of(types)
	some name, entry in node.attributes.Metadata[section]
	some property in ["accessKeyId", "password", "secretKey"]
	value := entry[property]
	not value in {"", null}
	message := sprintf("metadata of %v has %v of %v in it, for everybody who may read the stack", [node.id, property, name])
}
