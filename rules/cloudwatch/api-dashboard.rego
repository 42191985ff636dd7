# METADATA
# title: A dashboard shows latency, errors and database connections
# description: >-
#   Whoever is called at night needs the latency of the API, its 5XX answers and the connections of the database in one
#   place.
# related_resources:
# - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
# - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
# custom:
#   id: api-dashboard
#   severity: low
#   resources: [AWS::ElasticLoadBalancingV2::LoadBalancer, AWS::CloudWatch::Dashboard]
#   decides_on: []
#   judges: form
#   existence: true
#   requirements: [P16]
#   aliases: []
#   remediation: Add widgets for the metrics that are missing to the DashboardBody.
#   profiles: [payment-api]
package guardian.rules.api_dashboard

import data.guardian.graph

# What a dashboard must show, by a pattern of the metrics that show it.
wanted := {
	"API latency": `TargetResponseTime|"Latency"|IntegrationLatency|Duration`,
	"database connections": `DatabaseConnections`,
	"the error rate": `(?i)5xx`,
}

dashboards := graph.resources("AWS::CloudWatch::Dashboard")

violations contains graph.violation(balancer, [], message) if {
	some balancer in graph.resources("AWS::ElasticLoadBalancingV2::LoadBalancer")
	object.get(balancer.properties, "Type", "application") == "application"
	count(dashboards) == 0
	message := sprintf("load balancer %v has no dashboard of latency, errors and database connections", [balancer.id])
}

# Several dashboards may share it out.
violations contains graph.violation(dashboards[0], ["DashboardBody"], message) if {
	some what, pattern in wanted
	count(dashboards) > 0
	count([dashboard | some dashboard in dashboards; shows(dashboard, pattern)]) == 0
	count([dashboard | some dashboard in dashboards; unseen(dashboard)]) == 0
	message := sprintf("dashboard %v does not show %v", [dashboards[0].id, what])
}

undetermined contains graph.undetermined(dashboard, ["DashboardBody"], reason) if {
	some pattern in wanted
	count([dashboard | some dashboard in dashboards; shows(dashboard, pattern)]) == 0
	some dashboard in dashboards
	unseen(dashboard)
	reason := sprintf("what dashboard %v shows is not known", [dashboard.id])
}

shows(dashboard, pattern) if regex.match(pattern, body(dashboard))

body(dashboard) := graph.show(dashboard.properties.DashboardBody)

unseen(dashboard) if graph.is_unknown(dashboard.properties.DashboardBody)
