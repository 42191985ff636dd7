# METADATA
# title: CPU of instances and databases is alarmed
# description: >-
#   CloudWatch keeps the CPU of every instance, group and database, and tells nobody. An alarm whose actions are off,
#   or that has none, does not either.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
# - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
# custom:
#   id: cpu-alarms
#   severity: medium
#   resources:
#   - AWS::EC2::Instance
#   - AWS::AutoScaling::AutoScalingGroup
#   - AWS::RDS::DBInstance
#   - AWS::RDS::DBCluster
#   reads: [AWS::CloudWatch::Alarm]
#   decides_on: []
#   existence: true
#   requirements: [N25]
#   aliases: []
#   remediation: >-
#     Add an AWS::CloudWatch::Alarm on CPUUtilization with the resource as its dimension and a topic in AlarmActions.
#   profiles: [novacart]
package guardian.rules.cpu_alarms

import data.guardian.alarms
import data.guardian.graph

metric := "CPUUtilization"

# What needs an alarm, with the alarms that it has.
watched contains {"node": node, "namespace": "AWS/EC2", "alarms": alarms.on(node, "AWS/EC2", metric)} if {
	some node in graph.resources_of(["AWS::EC2::Instance", "AWS::AutoScaling::AutoScalingGroup"])
}

watched contains {"node": node, "namespace": "AWS/RDS", "alarms": alarms.on_database(node, metric)} if {
	some node in alarms.databases
}

violations contains graph.violation(row.node, [], message) if {
	some row in watched
	count(row.alarms) == 0
	count(alarms.open_on(row.namespace, metric)) == 0
	message := sprintf("%v has no alarm on %v, so nobody is told when it is busy", [row.node.id, metric])
}

violations contains graph.violation_with(row.node, [], message, places) if {
	some row in watched
	count(row.alarms) > 0
	count([alarm | some alarm in row.alarms; alarms.acts(alarm)]) == 0
	places := [graph.related(alarm, ["AlarmActions"], "tells nobody") | some alarm in row.alarms]
	message := sprintf("%v has an alarm on %v without an action that is on", [row.node.id, metric])
}

undetermined contains graph.undetermined(row.node, [], reason) if {
	some row in watched
	count(row.alarms) == 0
	some alarm in alarms.open_on(row.namespace, metric)
	reason := sprintf("alarm %v watches a resource that is not known", [alarm.id])
}
