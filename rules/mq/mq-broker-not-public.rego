# METADATA
# title: Message brokers have no public endpoint
# description: >-
#   A publicly accessible broker has its console and its ports on the internet, and for RabbitMQ no security group
#   stands before them. AWS leaves it off where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/using-amazon-mq-securely.html
# custom:
#   id: mq-broker-not-public
#   severity: high
#   resources: [AWS::AmazonMQ::Broker]
#   decides_on: [PubliclyAccessible]
#   requirements: []
#   aliases: ["checkov:CKV_AWS_69", "trivy:AWS-0072", "kics:68b6a789"]
#   remediation: Set PubliclyAccessible to false and put the broker into private subnets.
#   profiles: [default]
package guardian.rules.mq_broker_not_public

import data.guardian.graph

violations contains graph.violation(broker, ["PubliclyAccessible"], message) if {
	some broker in graph.resources("AWS::AmazonMQ::Broker")
	graph.is_true(broker.properties.PubliclyAccessible)
	message := sprintf("broker %v is reached from the internet: PubliclyAccessible is true", [broker.id])
}
