# Alarms: what they watch, and whether they tell anybody.
#
# A metric stands in an alarm itself, or in the queries of its Metrics. A resource is found in a dimension by reference,
# or by the name that it has.
package guardian.alarms

import data.guardian.graph

# An alarm tells somebody where its actions are on, as AWS has it where nothing is said, and there is one.
acts(alarm) if {
	not graph.is_false(object.get(alarm.properties, "ActionsEnabled", true))
	count(actions(alarm)) > 0
}

actions(alarm) := [action |
	some action in graph.as_list(object.get(alarm.properties, "AlarmActions", []))
	not action in {"", null}
]

# The metrics of an alarm: `{"path", "namespace", "name", "dimensions"}`.
metrics(alarm) := array.concat(own_metric(alarm), queried_metrics(alarm))

own_metric(alarm) := [metric |
	name := alarm.properties.MetricName
	metric := {
		"path": [],
		"namespace": object.get(alarm.properties, "Namespace", ""),
		"name": name,
		"dimensions": graph.as_list(object.get(alarm.properties, "Dimensions", [])),
	}
]

queried_metrics(alarm) := [metric |
	some index, query in graph.as_list(object.get(alarm.properties, "Metrics", []))
	source := query.MetricStat.Metric
	metric := {
		"path": ["Metrics", index, "MetricStat", "Metric"],
		"namespace": object.get(source, "Namespace", ""),
		"name": source.MetricName,
		"dimensions": graph.as_list(object.get(source, "Dimensions", [])),
	}
]

# The property that holds the name by which a dimension knows a resource.
name_property := {
	"AWS::AutoScaling::AutoScalingGroup": "AutoScalingGroupName",
	"AWS::Lambda::Function": "FunctionName",
	"AWS::RDS::DBCluster": "DBClusterIdentifier",
	"AWS::RDS::DBInstance": "DBInstanceIdentifier",
}

# Whether a metric of an alarm is about a resource.
about(alarm, metric, node) if {
	some index, _ in metric.dimensions
	path := array.concat(metric.path, ["Dimensions", index])
	graph.refers(alarm, path, node)
}

about(_, metric, node) if {
	some dimension in metric.dimensions
	name := node.properties[name_property[node.type]]
	graph.lower(dimension.Value) == graph.lower(name)
}

# Whether a metric could be about any resource: a dimension is not known.
open(alarm, metric) if {
	some index, dimension in metric.dimensions
	path := array.concat(metric.path, ["Dimensions", index])
	is_open(dimension.Value)
	count(graph.targets(alarm, path)) == 0
}

is_open(value) if graph.is_unknown(value)

is_open(value) if graph.is_mixed(value)

# The alarms on a metric of a resource.
on(node, namespace, name) := [alarm |
	some alarm in graph.resources("AWS::CloudWatch::Alarm")
	watches(alarm, node, namespace, name)
]

watches(alarm, node, namespace, name) if {
	some metric in metrics(alarm)
	metric.name == name
	metric.namespace == namespace
	about(alarm, metric, node)
}

open_on(namespace, name) := [alarm |
	some alarm in graph.resources("AWS::CloudWatch::Alarm")
	may_watch(alarm, namespace, name)
]

may_watch(alarm, namespace, name) if {
	some metric in metrics(alarm)
	metric.name == name
	metric.namespace == namespace
	open(alarm, metric)
}

# --- Databases ---

# Databases that an alarm on CPU is asked for: instances, and clusters that have none in the template. An alarm on the
# cluster stands for its members.
databases contains instance if some instance in graph.resources("AWS::RDS::DBInstance")

databases contains cluster if {
	some cluster in graph.resources("AWS::RDS::DBCluster")
	count(graph.referrers(cluster, "AWS::RDS::DBInstance", ["DBClusterIdentifier"])) == 0
}

on_database(database, name) := array.concat(on(database, "AWS/RDS", name), [alarm |
	some cluster in graph.targets(database, ["DBClusterIdentifier"])
	some alarm in on(cluster, "AWS/RDS", name)
])
