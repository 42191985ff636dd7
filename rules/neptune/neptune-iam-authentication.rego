# METADATA
# title: Neptune clusters take IAM authentication
# description: >-
#   A Neptune cluster without IAM authentication has no authentication at all: whoever reaches its port reads and
#   writes the graph. AWS leaves it off where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/neptune/latest/userguide/iam-auth.html
# custom:
#   id: neptune-iam-authentication
#   severity: high
#   resources: [AWS::Neptune::DBCluster]
#   decides_on: [IamAuthEnabled]
#   requirements: [C10]
#   aliases: ["cdk-nag:NeptuneClusterIAMAuth", "kics:a3aa0087"]
#   remediation: Set IamAuthEnabled to true and let clients sign their requests.
#   profiles: [default, requirements]
package guardian.rules.neptune_iam_authentication

import data.guardian.graph

violations contains graph.violation(cluster, ["IamAuthEnabled"], message) if {
	some cluster in graph.resources("AWS::Neptune::DBCluster")
	not graph.is_true(cluster.properties.IamAuthEnabled)
	state := graph.show_at(cluster.properties, ["IamAuthEnabled"], "absent, and AWS leaves it off")
	message := sprintf("cluster %v lets everybody in who reaches it: IamAuthEnabled is %v", [cluster.id, state])
}
