# Databases whose storage a template describes: RDS, Aurora, DocumentDB and Neptune, and what they take over from the
# database or snapshot that they are made from.
package guardian.databases

import data.guardian.graph

clusters := [
	"AWS::RDS::DBCluster",
	"AWS::RDS::GlobalCluster",
	"AWS::DocDB::DBCluster",
	"AWS::Neptune::DBCluster",
]

# A member of a cluster has no storage of its own.
with_storage contains database if {
	some database in graph.resources_of(clusters)
}

with_storage contains database if {
	some database in graph.resources("AWS::RDS::DBInstance")
	not member(database)
}

member(instance) if stated(instance.properties.DBClusterIdentifier)

# An Aurora instance is always a member.
member(instance) if aurora(instance)

aurora(database) if startswith(graph.lower(database.properties.Engine), "aurora")

# Only Aurora has global clusters in RDS.
aurora(database) if database.type == "AWS::RDS::GlobalCluster"

# CloudFormation takes an empty string for an absent identifier.
stated(value) if not value in {"", null}

# The properties that name the database or snapshot that a new one is made from.
sources := {
	"DBClusterSnapshotIdentifier",
	"DBSnapshotIdentifier",
	"ReplicationSourceIdentifier",
	"SnapshotIdentifier",
	"SourceDBClusterIdentifier",
	"SourceDBInstanceAutomatedBackupsArn",
	"SourceDBInstanceIdentifier",
	"SourceDbClusterResourceId",
	"SourceDbiResourceId",
}

copied(database) if {
	some source in sources
	stated(database.properties[source])
}

# Sources outside the template: what a database takes over from them is not known. A source inside is judged itself.
unseen(database) := [origin |
	some source in sources
	value := database.properties[source]
	stated(value)
	not inside(database, source)
	origin := {"path": [source], "value": value}
]

inside(database, source) if {
	some target in graph.targets(database, [source])
	target in with_storage
}
