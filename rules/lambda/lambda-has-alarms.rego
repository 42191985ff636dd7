# METADATA
# title: Functions have alarms on errors and invocations
# description: >-
#   An alarm counts when its actions are on and it has one, and when it is on the metrics of this function. A metric
#   math alarm counts with the metrics that it is made of.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
# custom:
#   id: lambda-has-alarms
#   severity: low
#   existence: true
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   reads: [AWS::CloudWatch::Alarm]
#   decides_on: []
#   judges: form
#   requirements: [S14]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [SI-4]
#   remediation: >-
#     Add an AWS::CloudWatch::Alarm each for the metrics Errors and Invocations of the namespace AWS/Lambda, with the
#     dimension FunctionName and an AlarmActions.
#   profiles: [serverless]
package guardian.rules.lambda_has_alarms

import data.guardian.functions
import data.guardian.graph

wanted := {"Errors", "Invocations"}

ringing := [alarm |
	some alarm in graph.resources("AWS::CloudWatch::Alarm")
	not graph.is_false(alarm.properties.ActionsEnabled)
	has_action(alarm)
]

has_action(alarm) if count(alarm.properties.AlarmActions) > 0

has_action(alarm) if graph.is_unknown(alarm.properties.AlarmActions)

# The metrics of an alarm: its own, and those of its metric math.
metrics(alarm) := array.concat(
	[{"name": alarm.properties.MetricName, "dimensions": graph.as_list(alarm.properties.Dimensions)} |
		alarm.properties.Namespace == "AWS/Lambda"
	],
	[{"name": query.MetricStat.Metric.MetricName, "dimensions": graph.as_list(query.MetricStat.Metric.Dimensions)} |
		some query in alarm.properties.Metrics
		query.MetricStat.Metric.Namespace == "AWS/Lambda"
	],
)

watched(function) := {metric.name |
	some alarm in ringing
	some metric in metrics(alarm)
	some dimension in metric.dimensions
	dimension.Name == "FunctionName"
	is_name(dimension.Value, function)
}

is_name(value, function) if value["$ref"] == function.key

is_name(value, function) if value == function.properties.FunctionName

violations contains graph.violation(function, [], message) if {
	some function in functions.all
	missing := wanted - watched(function)
	count(missing) > 0
	message := sprintf("function %v has no alarm on %v that does something", [function.id, concat(" and ", sort([name | some name in missing]))])
}
