# METADATA
# title: Performance Insights is encrypted with a customer-managed key
# description: >-
#   What Performance Insights keeps has statements with their values in it. Without a key of its own, AWS takes
#   aws/rds, whose policy nobody can narrow; the key cannot be changed later.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-rds-dbinstance.html
# custom:
#   id: rds-performance-insights-customer-key
#   severity: low
#   resources: [AWS::RDS::DBInstance, AWS::RDS::DBCluster]
#   reads: [AWS::RDS::DBCluster]
#   decides_on: [EnablePerformanceInsights, PerformanceInsightsKMSKeyId, PerformanceInsightsKmsKeyId]
#   requirements: [C13]
#   aliases: ["trivy:AWS-0078"]
#   remediation: Set PerformanceInsightsKMSKeyId (PerformanceInsightsKmsKeyId on a cluster) to a key of your own.
#   profiles: [default, requirements]
package guardian.rules.rds_performance_insights_customer_key

import data.guardian.graph
import data.guardian.insights
import data.guardian.kms

violations contains graph.violation(database, [property], message) if {
	some database in insights.judged
	insights.on(database)
	property := insights.key[database.type]
	settings := {property: insights.value(database, insights.key)}
	not kms.customer_key(settings, property)
	lack := kms.lack(settings, property, "AWS takes aws/rds")
	message := sprintf("Performance Insights of %v has %v", [database.id, lack])
}

violations contains graph.violation(database, [property], message) if {
	some database in insights.judged
	insights.on(database)
	not insights.value(database, insights.key)
	not key_unseen(database)
	property := insights.key[database.type]
	message := sprintf(
		"Performance Insights of %v has no customer-managed KMS key: %v is absent, and AWS takes aws/rds",
		[database.id, property],
	)
}

undetermined contains graph.undetermined(database, ["DBClusterIdentifier"], reason) if {
	some database in insights.judged
	insights.on(database)
	not insights.value(database, insights.key)
	key_unseen(database)
	reason := sprintf("Performance Insights of %v takes the key of its cluster", [database.id])
}

key_unseen(database) if insights.joins_unseen(database)
