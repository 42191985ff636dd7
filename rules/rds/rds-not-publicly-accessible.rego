# METADATA
# title: Databases have no public address
# description: >-
#   A publicly accessible DB instance or Multi-AZ DB cluster resolves to a public address, and only its security group
#   stands between it and the internet. Where PubliclyAccessible is absent, RDS decides by the subnet group: without
#   one, or with the one called `default`, an instance that is not Aurora and a Multi-AZ DB cluster become public; with
#   a subnet group of your own, and for Aurora, they stay private.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
# - https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
# custom:
#   id: rds-not-publicly-accessible
#   severity: critical
#   resources: [AWS::RDS::DBInstance, AWS::RDS::DBCluster]
#   decides_on: [PubliclyAccessible]
#   requirements: [N9, C36, P22]
#   aliases: ["checkov:CKV_AWS_17", "cfn_nag:F22", "trivy:AWS-0180", "guard-registry:RDS_INSTANCE_PUBLIC_ACCESS_CHECK",
#     "cdk-nag:RDSInstancePublicAccess", "kics:de38e1d5", "pulumi:aws-rds-instance-disallow-public-access",
#     "pulumi:aws-rds-clusterinstance-disallow-public-access"]
#   frameworks:
#     cis-aws-1.4: ["2.3.3"]
#     pci-dss-3.2.1: ["1.2", "1.3", "1.3.1", "1.3.2", "1.3.4", "1.3.6", "2.2.2"]
#     hipaa-security: ["164.308(a)(3)(i)", "164.308(a)(4)(ii)(A)", "164.312(a)(1)", "164.312(e)(1)"]
#     nist-800-53-r5: [AC-4, AC-21, SC-7]
#   remediation: Set PubliclyAccessible to false and name a DBSubnetGroupName of private subnets.
#   profiles: [default, requirements]
package guardian.rules.rds_not_publicly_accessible

import data.guardian.graph

databases := graph.resources_of(["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"])

violations contains graph.violation(database, ["PubliclyAccessible"], message) if {
	some database in databases
	graph.is_true(database.properties.PubliclyAccessible)
	message := sprintf("%v is publicly accessible", [name(database)])
}

violations contains graph.violation(database, ["PubliclyAccessible"], message) if {
	some database in databases
	not has(database, "PubliclyAccessible")
	decides_itself(database)
	in_default_subnets(database)
	not is_aurora(database)
	not graph.is_unknown(database.properties.Engine)
	message := sprintf("%v is public by default, because PubliclyAccessible is absent and its subnet group is %v", [
		name(database), subnet_group(database),
	])
}

# Aurora stays private without a subnet group, but not with the default one.
violations contains graph.violation(database, ["PubliclyAccessible"], message) if {
	some database in graph.resources("AWS::RDS::DBInstance")
	not has(database, "PubliclyAccessible")
	is_aurora(database)
	graph.lower(database.properties.DBSubnetGroupName) == "default"
	message := sprintf("%v is public by default, because PubliclyAccessible is absent and its subnet group is default", [
		name(database),
	])
}

undetermined contains graph.undetermined(database, ["Engine"], reason) if {
	some database in databases
	not has(database, "PubliclyAccessible")
	decides_itself(database)
	in_default_subnets(database)
	graph.is_unknown(database.properties.Engine)
	reason := "only Aurora is private without PubliclyAccessible and a subnet group, and the engine is not known"
}

# A replica without a subnet group takes that of its source.
undetermined contains graph.undetermined(database, ["SourceDBInstanceIdentifier"], reason) if {
	some database in graph.resources("AWS::RDS::DBInstance")
	not has(database, "PubliclyAccessible")
	not has(database, "DBSubnetGroupName")
	is_replica(database)
	reason := "a replica takes the subnet group of its source, and PubliclyAccessible is absent"
}

has(database, property) if _ = database.properties[property]

# The members of a cluster follow it; a replica follows its source.
decides_itself(database) if {
	not has(database, "DBClusterIdentifier")
	not is_replica(database)
}

is_replica(database) if has(database, "SourceDBInstanceIdentifier")

is_replica(database) if has(database, "SourceDBClusterIdentifier")

in_default_subnets(database) if not has(database, "DBSubnetGroupName")

in_default_subnets(database) if graph.lower(database.properties.DBSubnetGroupName) == "default"

is_aurora(database) if startswith(graph.lower(database.properties.Engine), "aurora")

subnet_group(database) := graph.show(database.properties.DBSubnetGroupName) if has(database, "DBSubnetGroupName")

subnet_group(database) := "absent" if not has(database, "DBSubnetGroupName")

name(database) := sprintf("DB instance %v", [database.id]) if database.type == "AWS::RDS::DBInstance"

name(database) := sprintf("DB cluster %v", [database.id]) if database.type == "AWS::RDS::DBCluster"
