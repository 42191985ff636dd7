# METADATA
# title: ECS clusters encrypt task storage and Exec sessions with a customer-managed key
# description: >-
#   Fargate encrypts the disks of tasks with a key that AWS owns where the cluster names none: nobody can audit, narrow
#   or revoke it. A session of ECS Exec is encrypted with KMS only where the cluster names a key.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-storage-encryption.html
# - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
# custom:
#   id: ecs-storage-customer-key
#   severity: medium
#   resources: [AWS::ECS::Cluster]
#   reads: [AWS::ECS::Service]
#   decides_on:
#   - Configuration.ManagedStorageConfiguration.FargateEphemeralStorageKmsKeyId
#   - Configuration.ExecuteCommandConfiguration.KmsKeyId
#   requirements: [C34]
#   aliases: []
#   remediation: >-
#     Set Configuration.ManagedStorageConfiguration.FargateEphemeralStorageKmsKeyId, and
#     ExecuteCommandConfiguration.KmsKeyId where Exec is used, to a key of your own that rotates.
#   profiles: [pci-payments]
package guardian.rules.ecs_storage_customer_key

import data.guardian.graph
import data.guardian.kms

storage := ["Configuration", "ManagedStorageConfiguration"]

exec := ["Configuration", "ExecuteCommandConfiguration"]

violations contains graph.violation(cluster, array.concat(storage, [property]), message) if {
	some cluster in graph.resources("AWS::ECS::Cluster")
	settings := object.get(cluster.properties, storage, {})
	property := "FargateEphemeralStorageKmsKeyId"
	not kms.customer_key(settings, property)
	lack := kms.lack(settings, property, "Fargate takes a key that AWS owns")
	message := sprintf("task storage of cluster %v has %v", [cluster.id, lack])
}

violations contains graph.violation_with(cluster, array.concat(exec, ["KmsKeyId"]), message, places) if {
	some cluster in graph.resources("AWS::ECS::Cluster")
	services := [service |
		some service in graph.referrers(cluster, "AWS::ECS::Service", ["Cluster"])
		graph.is_true(service.properties.EnableExecuteCommand)
	]
	count(services) > 0
	settings := object.get(cluster.properties, exec, {})
	not kms.customer_key(settings, "KmsKeyId")
	lack := kms.lack(settings, "KmsKeyId", "sessions are encrypted with TLS only")
	places := [graph.related(service, ["EnableExecuteCommand"], "turns ECS Exec on") | some service in services]
	message := sprintf("ECS Exec of cluster %v has %v", [cluster.id, lack])
}
