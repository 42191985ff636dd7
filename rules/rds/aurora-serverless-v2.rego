# METADATA
# title: Aurora clusters are Serverless v2
# description: >-
#   A cluster of Serverless v2 has ServerlessV2ScalingConfiguration and instances of the class db.serverless; an
#   instance of another class does not scale.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.create.html
# custom:
#   id: aurora-serverless-v2
#   severity: low
#   resources: [AWS::RDS::DBCluster, AWS::RDS::DBInstance]
#   decides_on: [ServerlessV2ScalingConfiguration, DBInstanceClass]
#   requirements: [C9]
#   aliases: []
#   remediation: Give the cluster a ServerlessV2ScalingConfiguration and its instances the class db.serverless.
#   profiles: [pci-payments]
package guardian.rules.aurora_serverless_v2

import data.guardian.graph

violations contains graph.violation(cluster, ["ServerlessV2ScalingConfiguration"], message) if {
	some cluster in graph.resources("AWS::RDS::DBCluster")
	not cluster.properties.ServerlessV2ScalingConfiguration
	message := sprintf("cluster %v has no ServerlessV2ScalingConfiguration", [cluster.id])
}

violations contains graph.violation(instance, ["DBInstanceClass"], message) if {
	some instance in graph.resources("AWS::RDS::DBInstance")
	not instance.properties.DBInstanceClass == "db.serverless"
	class := graph.show_at(instance.properties, ["DBInstanceClass"], "absent")
	message := sprintf("instance %v is not serverless: DBInstanceClass is %v", [instance.id, class])
}
