# Which databases have Performance Insights, and with which key: an instance has its own switch, a cluster one for all
# its members. What the console calls Database Insights since July 2026 is set by the same properties.
package guardian.insights

import data.guardian.databases
import data.guardian.graph
import data.guardian.rds_engines

# The property names differ between instances and clusters.
switch := {"AWS::RDS::DBCluster": "PerformanceInsightsEnabled", "AWS::RDS::DBInstance": "EnablePerformanceInsights"}

key := {"AWS::RDS::DBCluster": "PerformanceInsightsKmsKeyId", "AWS::RDS::DBInstance": "PerformanceInsightsKMSKeyId"}

# What is judged: instances, with the cluster's properties behind their own, and clusters that bring their instances.
judged contains database if {
	some database in graph.resources("AWS::RDS::DBInstance")
}

judged contains database if {
	some database in graph.resources("AWS::RDS::DBCluster")
	databases.stated(database.properties.DBClusterInstanceClass)
}

# A value of the database, or of the cluster that it joins.
value(database, names) := found if {
	found := database.properties[names[database.type]]
}

value(database, names) := found if {
	not names[database.type] in object.keys(database.properties)
	some cluster in clusters(database)
	found := cluster.properties[names[cluster.type]]
}

clusters(database) := [cluster |
	some cluster in graph.targets(database, ["DBClusterIdentifier"])
	cluster.type == "AWS::RDS::DBCluster"
]

# A member of a cluster that is in no template takes over what is not seen.
joins_unseen(database) if {
	databases.stated(database.properties.DBClusterIdentifier)
	count(clusters(database)) == 0
}

on(database) if graph.is_true(value(database, switch))

class(database) := graph.lower(database.properties.DBInstanceClass) if database.type == "AWS::RDS::DBInstance"

class(database) := graph.lower(database.properties.DBClusterInstanceClass) if database.type == "AWS::RDS::DBCluster"

engine(database) := rds_engines.engine(database)

engine(database) := rds_engines.engine(cluster) if {
	not "Engine" in object.keys(database.properties)
	some cluster in clusters(database)
}
