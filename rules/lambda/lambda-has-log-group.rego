# METADATA
# title: Functions have a log group
# description: >-
#   Where the template has no log group for a function, Lambda makes /aws/lambda/<name> at the first call, without
#   retention and without a key, and leaves it behind when the stack goes. Functions that CDK adds on its own are left out.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-loggingconfig.html
# custom:
#   id: lambda-has-log-group
#   severity: low
#   existence: true
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   reads: [AWS::Logs::LogGroup, Custom::LogRetention]
#   decides_on: [LoggingConfig.LogGroup]
#   requirements: [S13]
#   aliases: ["cdk-nag:LambdaLogging"]
#   frameworks:
#     nist-800-53-r5: [AU-12]
#   remediation: >-
#     Add an AWS::Logs::LogGroup with RetentionInDays and the LogGroupName `/aws/lambda/${Function}`, or name one in
#     LoggingConfig.LogGroup.
#   profiles: [requirements]
package guardian.rules.lambda_has_log_group

import data.guardian.functions
import data.guardian.graph

group_types := ["AWS::Logs::LogGroup", "Custom::LogRetention"]

violations contains graph.violation(function, [], message) if {
	some function in functions.all
	not graph.is_helper(function)
	not names_group(function)
	count(own_groups(function)) == 0
	message := sprintf("function %v has no log group in the template, so Lambda makes one without retention", [function.id])
}

names_group(function) if function.properties.LoggingConfig.LogGroup

own_groups(function) := [group |
	some group in graph.resources_of(group_types)
	is_for(group, function)
]

is_for(group, function) if {
	graph.refers(group, ["LogGroupName"], function)
	startswith(prefix(group), "/aws/lambda/")
}

is_for(group, function) if {
	name := graph.show(function.properties.FunctionName)
	graph.show(group.properties.LogGroupName) == sprintf("/aws/lambda/%v", [name])
}

prefix(group) := group.properties.LogGroupName if is_string(group.properties.LogGroupName)

prefix(group) := group.properties.LogGroupName["$text"][0]
