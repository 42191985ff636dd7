# METADATA
# title: Database CPU is alarmed at the agreed threshold
# description: >-
#   A database that is busy beyond the threshold (setting database_cpu_threshold) answers late or not at all.
#   CloudWatch keeps the figure and tells nobody without an alarm that has an action.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudwatch-alarm.html
# custom:
#   id: database-cpu-alarm
#   severity: medium
#   resources: [AWS::RDS::DBInstance, AWS::RDS::DBCluster, AWS::CloudWatch::Alarm]
#   reads: [AWS::CloudWatch::Alarm]
#   decides_on: []
#   existence: true
#   requirements: [P18]
#   aliases: []
#   settings: [database_cpu_threshold]
#   remediation: >-
#     Add an AWS::CloudWatch::Alarm on CPUUtilization of the database, GreaterThanThreshold the setting, with a topic
#     in AlarmActions.
#   profiles: [payment-api]
package guardian.rules.database_cpu_alarm

import data.guardian.alarms
import data.guardian.graph

metric := "CPUUtilization"

violations contains graph.violation(database, [], message) if {
	threshold := graph.setting("database_cpu_threshold")
	some database in alarms.databases
	count(good_or_wrong(database)) == 0
	count(alarms.open_on("AWS/RDS", metric)) == 0
	message := sprintf("database %v has no alarm with an action on CPU above %v %%", [database.id, threshold])
}

violations contains graph.violation_with(alarm, ["Threshold"], message, places) if {
	threshold := graph.setting("database_cpu_threshold")
	some database in alarms.databases
	some alarm in good_or_wrong(database)
	not at_threshold(alarm, threshold)
	count([other | some other in good_or_wrong(database); at_threshold(other, threshold)]) == 0
	places := [graph.related(database, [], "the database")]
	state := graph.show_at(alarm.properties, ["Threshold"], "absent")
	message := sprintf("alarm %v must go off above %v %%: Threshold is %v", [alarm.id, threshold, state])
}

undetermined contains graph.undetermined(database, [], reason) if {
	graph.setting("database_cpu_threshold")
	some database in alarms.databases
	count(good_or_wrong(database)) == 0
	some alarm in alarms.open_on("AWS/RDS", metric)
	reason := sprintf("alarm %v watches a database that is not known", [alarm.id])
}

good_or_wrong(database) := [alarm |
	some alarm in alarms.on_database(database, metric)
	alarms.acts(alarm)
	object.get(alarm.properties, "ComparisonOperator", "") in {
		"GreaterThanThreshold", "GreaterThanOrEqualToThreshold",
	}
]

at_threshold(alarm, threshold) if graph.number(alarm.properties.Threshold) == threshold
