# METADATA
# title: The error rate of the load balancer is alarmed at the agreed threshold
# description: >-
#   A count of errors goes off on a busy day and stays silent on a quiet one; a rate is errors divided by requests,
#   which takes metric math. The threshold is the setting error_rate_threshold, in percent.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
# custom:
#   id: error-rate-alarm
#   severity: medium
#   resources: [AWS::ElasticLoadBalancingV2::LoadBalancer, AWS::CloudWatch::Alarm]
#   reads: [AWS::ElasticLoadBalancingV2::TargetGroup]
#   decides_on: []
#   existence: true
#   requirements: [P17]
#   aliases: []
#   settings: [error_rate_threshold]
#   remediation: >-
#     Add an AWS::CloudWatch::Alarm whose Metrics divide HTTPCode_Target_5XX_Count by RequestCount and multiply by 100,
#     with the setting as its Threshold and a topic in AlarmActions.
#   profiles: [payment-api]
package guardian.rules.error_rate_alarm

import data.guardian.alarms
import data.guardian.graph

violations contains graph.violation(balancer, [], message) if {
	threshold := graph.setting("error_rate_threshold")
	some balancer in judged
	count(rates(balancer)) == 0
	count(error_counts) == 0
	message := sprintf("load balancer %v has no alarm on more than %v %% of failed requests", [balancer.id, threshold])
}

violations contains graph.violation_with(alarm, path, message, places) if {
	graph.setting("error_rate_threshold")
	some balancer in judged
	count(rates(balancer)) == 0
	some alarm in error_counts
	path := metric_path(alarm)
	places := [graph.related(balancer, [], "the load balancer")]
	message := sprintf("alarm %v goes off at a number of errors, not at a rate", [alarm.id])
}

violations contains graph.violation(alarm, ["Threshold"], message) if {
	threshold := graph.setting("error_rate_threshold")
	some balancer in judged
	count([good | some good in rates(balancer); at_threshold(good, threshold)]) == 0
	some alarm in rates(balancer)
	state := graph.show_at(alarm.properties, ["Threshold"], "absent")
	message := sprintf("alarm %v must go off above %v %% of errors: Threshold is %v", [alarm.id, threshold, state])
}

judged contains balancer if {
	some balancer in graph.resources("AWS::ElasticLoadBalancingV2::LoadBalancer")
	object.get(balancer.properties, "Type", "application") == "application"
}

# Alarms with an action that divide 5XX answers, of this load balancer or of one that is not known.
rates(balancer) := [alarm |
	some alarm in graph.resources("AWS::CloudWatch::Alarm")
	alarms.acts(alarm)
	watches_errors(alarm)
	divides(alarm)
	is_about(alarm, balancer)
]

error_counts := [alarm |
	some alarm in graph.resources("AWS::CloudWatch::Alarm")
	watches_errors(alarm)
	not divides(alarm)
]

watches_errors(alarm) if {
	some metric in alarms.metrics(alarm)
	regex.match(`(?i)5xx`, metric.name)
}

divides(alarm) if {
	some query in graph.as_list(alarm.properties.Metrics)
	contains(query.Expression, "/")
}

is_about(alarm, balancer) if graph.refers(alarm, ["Metrics"], balancer)

is_about(alarm, _) if {
	others := [target |
		some target in graph.targets(alarm, ["Metrics"])
		target.type == "AWS::ElasticLoadBalancingV2::LoadBalancer"
	]
	count(others) == 0
}

# A rate in percent is multiplied by 100; otherwise its threshold is a fraction.
at_threshold(alarm, threshold) if {
	in_percent(alarm)
	graph.number(alarm.properties.Threshold) == threshold
}

at_threshold(alarm, threshold) if {
	not in_percent(alarm)
	percent := graph.number(alarm.properties.Threshold) * 100
	abs(percent - threshold) < 0.001
}

in_percent(alarm) if {
	some query in graph.as_list(alarm.properties.Metrics)
	contains(query.Expression, "100")
}

metric_path(alarm) := ["MetricName"] if alarm.properties.MetricName

metric_path(alarm) := ["Metrics"] if not alarm.properties.MetricName
