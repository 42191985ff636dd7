# METADATA
# title: Nothing is protected from deletion
# description: >-
#   Deletion protection keeps a stack from being removed or replaced as a whole: the deployment stops half way, and
#   somebody changes the resource by hand. AWS leaves it off where nothing is said, except for QLDB ledgers, CloudTrail
#   event data stores and network firewalls.
# related_resources:
# - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
# - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
# custom:
#   id: no-deletion-protection
#   severity: medium
#   resources:
#   - AWS::AppConfig::ConfigurationProfile
#   - AWS::AppConfig::Environment
#   - AWS::AutoScaling::AutoScalingGroup
#   - AWS::CloudTrail::Dashboard
#   - AWS::CloudTrail::EventDataStore
#   - AWS::Cognito::UserPool
#   - AWS::DSQL::Cluster
#   - AWS::DocDB::DBCluster
#   - AWS::DocDB::GlobalCluster
#   - AWS::DynamoDB::GlobalTable
#   - AWS::DynamoDB::Table
#   - AWS::EC2::Instance
#   - AWS::EC2::LaunchTemplate
#   - AWS::EKS::Cluster
#   - AWS::EMR::Cluster
#   - AWS::ElasticLoadBalancingV2::LoadBalancer
#   - AWS::Logs::LogGroup
#   - AWS::Neptune::DBCluster
#   - AWS::Neptune::GlobalCluster
#   - AWS::NeptuneGraph::Graph
#   - AWS::NetworkFirewall::Firewall
#   - AWS::OpenSearchServerless::Collection
#   - AWS::QLDB::Ledger
#   - AWS::RDS::DBCluster
#   - AWS::RDS::DBInstance
#   - AWS::RDS::GlobalCluster
#   - AWS::SMSVOICE::PhoneNumber
#   - AWS::SMSVOICE::Pool
#   - AWS::SMSVOICE::ProtectConfiguration
#   - AWS::SMSVOICE::SenderId
#   - AWS::SSMIncidents::ReplicationSet
#   - AWS::VerifiedPermissions::PolicyStore
#   - AWS::WellArchitected::AgentProfile
#   decides_on:
#   - DeletionProtection
#   - DeletionProtection.Mode
#   - DeletionProtectionEnabled
#   - DeletionProtectionCheck
#   - DeletionProtected
#   - DeleteProtection
#   - DisableApiTermination
#   - Instances.TerminationProtected
#   - LaunchTemplateData.DisableApiTermination
#   - Replicas[*].DeletionProtectionEnabled
#   - TerminationProtectionEnabled
#   requirements: [P25, C29]
#   aliases: []
#   remediation: >-
#     Turn the protection off, and guard the stack itself with termination protection and narrow permissions instead.
#   profiles: [default, requirements]
package guardian.rules.no_deletion_protection

import data.guardian.graph

# Where each type has its switch.
switches := {
	"AWS::AppConfig::ConfigurationProfile": ["DeletionProtectionCheck"],
	"AWS::AppConfig::Environment": ["DeletionProtectionCheck"],
	"AWS::AutoScaling::AutoScalingGroup": ["DeletionProtection"],
	"AWS::CloudTrail::Dashboard": ["TerminationProtectionEnabled"],
	"AWS::CloudTrail::EventDataStore": ["TerminationProtectionEnabled"],
	"AWS::Cognito::UserPool": ["DeletionProtection"],
	"AWS::DSQL::Cluster": ["DeletionProtectionEnabled"],
	"AWS::DocDB::DBCluster": ["DeletionProtection"],
	"AWS::DocDB::GlobalCluster": ["DeletionProtection"],
	"AWS::DynamoDB::Table": ["DeletionProtectionEnabled"],
	"AWS::EC2::Instance": ["DisableApiTermination"],
	"AWS::EC2::LaunchTemplate": ["LaunchTemplateData", "DisableApiTermination"],
	"AWS::EKS::Cluster": ["DeletionProtection"],
	"AWS::EMR::Cluster": ["Instances", "TerminationProtected"],
	"AWS::Logs::LogGroup": ["DeletionProtectionEnabled"],
	"AWS::Neptune::DBCluster": ["DeletionProtection"],
	"AWS::Neptune::GlobalCluster": ["DeletionProtection"],
	"AWS::NeptuneGraph::Graph": ["DeletionProtection"],
	"AWS::NetworkFirewall::Firewall": ["DeleteProtection"],
	"AWS::OpenSearchServerless::Collection": ["DeletionProtection"],
	"AWS::QLDB::Ledger": ["DeletionProtection"],
	"AWS::RDS::DBCluster": ["DeletionProtection"],
	"AWS::RDS::DBInstance": ["DeletionProtection"],
	"AWS::RDS::GlobalCluster": ["DeletionProtection"],
	"AWS::SMSVOICE::PhoneNumber": ["DeletionProtectionEnabled"],
	"AWS::SMSVOICE::Pool": ["DeletionProtectionEnabled"],
	"AWS::SMSVOICE::ProtectConfiguration": ["DeletionProtectionEnabled"],
	"AWS::SMSVOICE::SenderId": ["DeletionProtectionEnabled"],
	"AWS::SSMIncidents::ReplicationSet": ["DeletionProtected"],
	"AWS::VerifiedPermissions::PolicyStore": ["DeletionProtection", "Mode"],
	"AWS::WellArchitected::AgentProfile": ["DeletionProtection"],
}

# Types that AWS protects where nothing is said.
protected_by_default := {
	"AWS::CloudTrail::EventDataStore",
	"AWS::NetworkFirewall::Firewall",
	"AWS::QLDB::Ledger",
}

protecting_words := {"active", "apply", "enabled", "prevent-all-deletion", "prevent-force-deletion"}

violations contains graph.violation(node, path, message) if {
	some type, _ in input.by_type
	path := switches[type]
	some node in graph.resources(type)
	value := graph.at(node.properties, path)
	protects(value)
	message := sprintf("%v cannot be deleted: %v is %v", [node.id, concat(".", path), graph.show(value)])
}

violations contains graph.violation(node, switches[node.type], message) if {
	some type, _ in input.by_type
	type in protected_by_default
	some node in graph.resources(type)
	not switches[node.type][0] in object.keys(node.properties)
	message := sprintf("%v cannot be deleted: AWS protects it where %v is absent", [node.id, switches[node.type][0]])
}

violations contains graph.violation(table, ["Replicas", index, "DeletionProtectionEnabled"], message) if {
	some table in graph.resources("AWS::DynamoDB::GlobalTable")
	some index, replica in graph.as_list(table.properties.Replicas)
	protects(replica.DeletionProtectionEnabled)
	region := graph.show(object.get(replica, "Region", index))
	message := sprintf("replica %v of %v cannot be deleted: DeletionProtectionEnabled is true", [region, table.id])
}

violations contains graph.violation(balancer, ["LoadBalancerAttributes", index, "Value"], message) if {
	some balancer in graph.resources("AWS::ElasticLoadBalancingV2::LoadBalancer")
	some index, attribute in graph.as_list(balancer.properties.LoadBalancerAttributes)
	attribute.Key == "deletion_protection.enabled"
	protects(attribute.Value)
	message := sprintf("%v cannot be deleted: deletion_protection.enabled is true", [balancer.id])
}

# Of a load balancer's attributes one decides, and the others may stay unknown.
undetermined contains graph.undetermined(balancer, ["LoadBalancerAttributes", index], reason) if {
	some balancer in graph.resources("AWS::ElasticLoadBalancingV2::LoadBalancer")
	some index, attribute in graph.as_list(balancer.properties.LoadBalancerAttributes)
	may_protect(attribute)
	reason := sprintf("whether load balancer %v can be deleted depends on its attributes", [balancer.id])
}

may_protect(attribute) if graph.is_unknown(attribute)

may_protect(attribute) if {
	attribute.Key == "deletion_protection.enabled"
	graph.is_unknown(attribute.Value)
}

protects(value) if graph.is_true(value)

protects(value) if graph.lower(value) in protecting_words
