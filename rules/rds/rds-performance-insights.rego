# METADATA
# title: Databases have Performance Insights on
# description: >-
#   Performance Insights, since July 2026 a part of CloudWatch Database Insights, keeps which statement of which user
#   loaded the database: the record behind an outage or a data leak. AWS leaves it off where nothing is said. Engines
#   and instance classes that lack it are left out.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.html
# - https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DatabaseInsights.Engines.html
# - https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_PerfInsights.Enabling.html
# custom:
#   id: rds-performance-insights
#   severity: low
#   resources: [AWS::RDS::DBInstance, AWS::RDS::DBCluster]
#   reads: [AWS::RDS::DBCluster]
#   decides_on: [EnablePerformanceInsights]
#   requirements: [C13]
#   aliases: ["trivy:AWS-0133"]
#   remediation: >-
#     Set EnablePerformanceInsights on the instance (PerformanceInsightsEnabled on a cluster) to true, with a key of
#     your own.
#   profiles: [requirements]
package guardian.rules.rds_performance_insights

import data.guardian.graph
import data.guardian.insights
import data.guardian.rds_engines

violations contains graph.violation(database, [property], message) if {
	some database in off
	rds_engines.has_insights(insights.engine(database), insights.class(database))
	property := insights.switch[database.type]
	state := graph.show_at(database.properties, [property], "absent, and AWS leaves it off")
	message := sprintf("database %v has no Performance Insights: %v is %v", [database.id, property, state])
}

# Some engines have it in every class.
violations contains graph.violation(database, [property], message) if {
	some database in off
	not insights.class(database)
	rds_engines.has_insights_in_some_class(insights.engine(database))
	not rds_engines.depends_on_class(insights.engine(database))
	property := insights.switch[database.type]
	state := graph.show_at(database.properties, [property], "absent, and AWS leaves it off")
	message := sprintf("database %v has no Performance Insights: %v is %v", [database.id, property, state])
}

# Switched off by hand, whatever engine a snapshot or source brings.
violations contains graph.violation(database, [property], message) if {
	some database in off
	not "Engine" in object.keys(database.properties)
	not insights.engine(database)
	property := insights.switch[database.type]
	graph.is_false(database.properties[property])
	message := sprintf("database %v has no Performance Insights: %v is false", [database.id, property])
}

undetermined contains graph.undetermined(database, ["DBInstanceClass"], reason) if {
	some database in off
	not insights.class(database)
	rds_engines.depends_on_class(insights.engine(database))
	reason := sprintf("whether database %v can have Performance Insights depends on its class", [database.id])
}

undetermined contains graph.undetermined(database, ["Engine"], reason) if {
	some database in off
	graph.is_unknown(database.properties.Engine)
	reason := sprintf("whether database %v can have Performance Insights depends on its engine", [database.id])
}

undetermined contains graph.undetermined(database, ["DBClusterIdentifier"], reason) if {
	some database in insights.judged
	insights.joins_unseen(database)
	not "EnablePerformanceInsights" in object.keys(database.properties)
	reason := sprintf("instance %v has Performance Insights if its cluster has", [database.id])
}

off contains database if {
	some database in insights.judged
	not insights.on(database)
	not takes_over(database)
}

takes_over(database) if {
	insights.joins_unseen(database)
	not "EnablePerformanceInsights" in object.keys(database.properties)
}
