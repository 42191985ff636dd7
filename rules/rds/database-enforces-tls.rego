# METADATA
# title: Databases refuse connections without TLS
# description: >-
#   RDS offers TLS, and whether a client has to use it is a parameter of the engine. rds.force_ssl is on in PostgreSQL from
#   15 on (Aurora from 17 on) and off before, as in SQL Server. require_secure_transport is on in MariaDB from 11.8 on,
#   and off in MySQL. DocumentDB has tls on, and Redshift has require_ssl on in the default group since January 2025; a
#   parameter group of one's own may turn them off.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
# - https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.SSL.html
# - https://docs.aws.amazon.com/documentdb/latest/devguide/security.encryption.ssl.html
# custom:
#   id: database-enforces-tls
#   severity: high
#   resources: [AWS::RDS::DBInstance, AWS::RDS::DBCluster, AWS::DocDB::DBCluster, AWS::Redshift::Cluster]
#   reads: [AWS::RDS::DBParameterGroup, AWS::RDS::DBClusterParameterGroup, AWS::DocDB::DBClusterParameterGroup,
#     AWS::Redshift::ClusterParameterGroup]
#   decides_on: [Engine]
#   requirements: [P28]
#   aliases: ["checkov:CKV2_AWS_69", "checkov:CKV_AWS_90", "checkov:CKV_AWS_105"]
#   frameworks:
#     pci-dss-3.2.1: ["4.1"]
#     nist-800-53-r5: [SC-8]
#   remediation: >-
#     Give the database a parameter group with rds.force_ssl 1 (PostgreSQL, SQL Server), require_secure_transport ON
#     (MySQL, MariaDB), tls enabled (DocumentDB) or require_ssl true (Redshift).
#   profiles: [default, requirements]
package guardian.rules.database_enforces_tls

import data.guardian.databases
import data.guardian.graph

# --- Which parameter, and what it is where no group sets it ---

parameters := {
	"aurora-postgres": "rds.force_ssl",
	"postgres": "rds.force_ssl",
	"sqlserver": "rds.force_ssl",
	"mysql": "require_secure_transport",
	"mariadb": "require_secure_transport",
	"docdb": "tls",
	"redshift": "require_ssl",
}

# From which major version on the engine has it on by itself.
on_since := {
	"postgres": 15,
	"aurora-postgres": 17,
	"mariadb": 11.8,
}

family(database) := "docdb" if database.type == "AWS::DocDB::DBCluster"

family(database) := "redshift" if database.type == "AWS::Redshift::Cluster"

family(database) := families[graph.lower(database.properties.Engine)]

# Where the engine is left out (a restored database), the parameter group still says which it is for.
family(database) := families[regex.replace(graph.lower(group.properties.Family), `-?[0-9.]+$`, "")] if {
	startswith(database.type, "AWS::RDS::")
	not database.properties.Engine
	group := groups(database)[0]
}

families := {
	"aurora": "mysql",
	"aurora-mysql": "mysql",
	"aurora-postgresql": "aurora-postgres",
	"mariadb": "mariadb",
	"mysql": "mysql",
	"postgres": "postgres",
	"sqlserver-ee": "sqlserver",
	"sqlserver-ex": "sqlserver",
	"sqlserver-se": "sqlserver",
	"sqlserver-web": "sqlserver",
}

on_by_default(database) if family(database) in {"docdb", "redshift"}

on_by_default(database) if version(database) >= on_since[family(database)]

# A new database gets the newest version that RDS has for a default.
on_by_default(database) if {
	family(database) == "postgres"
	not database.properties.EngineVersion
}

# `15.4` of PostgreSQL is 15; of MariaDB the minor counts: `11.8.3`.
version(database) := to_number(split(database.properties.EngineVersion, ".")[0]) if {
	is_string(database.properties.EngineVersion)
	family(database) in {"postgres", "aurora-postgres"}
	regex.match(`^[0-9]+(\.|$)`, database.properties.EngineVersion)
}

version(database) := to_number(concat(".", array.slice(split(database.properties.EngineVersion, "."), 0, 2))) if {
	is_string(database.properties.EngineVersion)
	family(database) == "mariadb"
	regex.match(`^[0-9]+\.[0-9]+(\.|$)`, database.properties.EngineVersion)
}

version(database) := database.properties.EngineVersion if is_number(database.properties.EngineVersion)

hangs_on_version(database) if {
	graph.is_unknown(database.properties.EngineVersion)
	on_since[family(database)]
}

# --- Its parameter group ---

group_paths := {
	"AWS::RDS::DBInstance": ["DBParameterGroupName"],
	"AWS::RDS::DBCluster": ["DBClusterParameterGroupName"],
	"AWS::DocDB::DBCluster": ["DBClusterParameterGroupName"],
	"AWS::Redshift::Cluster": ["ClusterParameterGroupName"],
}

judged contains database if {
	some database in graph.resources_of(object.keys(group_paths))
	family(database)
	not is_member(database)
}

# The group of the cluster decides for its members.
is_member(database) if {
	database.type == "AWS::RDS::DBInstance"
	databases.member(database)
}

named(database) := graph.at(database.properties, group_paths[database.type])

groups(database) := graph.targets(database, group_paths[database.type])

# RDS groups hold a map, Redshift groups a list.
value(group, name) := group.properties.Parameters[name] if is_object(group.properties.Parameters)

value(group, name) := parameter.ParameterValue if {
	is_array(group.properties.Parameters)
	some parameter in group.properties.Parameters
	parameter.ParameterName == name
}

is_on(setting) if graph.lower(setting) in {"1", "on", "true", "enabled", "tls1.2+", "tls1.3+", "fips-140-3"}

is_off(setting) if graph.lower(setting) in {"0", "off", "false", "disabled"}

# --- Answers ---

violations contains graph.violation_with(database, group_paths[database.type], message, related) if {
	some database in judged
	some group in groups(database)
	name := parameters[family(database)]
	is_off(value(group, name))
	related := [graph.related(group, ["Parameters"], "the parameter group that turns it off")]
	message := sprintf("database %v takes connections without TLS: %v is %v in %v", [
		database.id, name, graph.show(value(group, name)), group.id,
	])
}

violations contains graph.violation_with(database, group_paths[database.type], message, related) if {
	some database in judged
	not on_by_default(database)
	not hangs_on_version(database)
	some group in groups(database)
	name := parameters[family(database)]
	is_object(group.properties.Parameters)
	not name in object.keys(group.properties.Parameters)
	related := [graph.related(group, ["Parameters"], "the parameter group that leaves it out")]
	message := sprintf("database %v takes connections without TLS: %v is absent in %v, which means off", [
		database.id, name, group.id,
	])
}

violations contains graph.violation(database, group_paths[database.type], message) if {
	some database in judged
	not on_by_default(database)
	not hangs_on_version(database)
	has_default_group(database)
	message := sprintf("database %v takes connections without TLS: the default parameter group leaves %v off", [
		database.id, parameters[family(database)],
	])
}

has_default_group(database) if not named(database)

has_default_group(database) if startswith(named(database), "default.")

undetermined contains graph.undetermined(database, group_paths[database.type], reason) if {
	some database in judged
	named(database)
	not has_default_group(database)
	count(groups(database)) == 0
	reason := "the parameter group is not in the template"
}

undetermined contains graph.undetermined(database, group_paths[database.type], reason) if {
	some database in judged
	some group in groups(database)
	name := parameters[family(database)]
	setting := value(group, name)
	not is_on(setting)
	not is_off(setting)
	reason := sprintf("%v of %v is not known", [name, group.id])
}

undetermined contains graph.undetermined(database, ["EngineVersion"], reason) if {
	some database in judged
	hangs_on_version(database)
	not is_set(database)
	reason := "whether the engine refuses connections without TLS by itself depends on its version"
}

is_set(database) if {
	some group in groups(database)
	value(group, parameters[family(database)])
}
