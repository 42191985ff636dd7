# What an engine of RDS can do, from the dated table of engines.
package guardian.rds_engines

import data.guardian.data.rds_engines
import data.guardian.graph

# Engine names are written in any case; `postgres` and the like are compared as AWS lists them.
engine(database) := graph.lower(database.properties.Engine)

# Whether the engine takes IAM authentication in the version that is named; without one, AWS takes a current version.
takes_iam(database) if {
	left_out := rds_engines.values.iam_authentication[engine(database)]
	version := graph.lower(object.get(database.properties, "EngineVersion", ""))
	every prefix in left_out {
		not startswith(version, prefix)
	}
}

# The same where the version is known only at deployment.
may_take_iam(database) if {
	rds_engines.values.iam_authentication[engine(database)]
	not graph.lower(object.get(database.properties, "EngineVersion", ""))
}

# Whether the engine and the instance class have Performance Insights.
has_insights(engine_name, class) if {
	left_out := rds_engines.values.performance_insights[engine_name]
	every prefix in left_out {
		not startswith(class, prefix)
	}
}

has_insights_in_some_class(engine_name) if rds_engines.values.performance_insights[engine_name]

depends_on_class(engine_name) if count(rds_engines.values.performance_insights[engine_name]) > 0
