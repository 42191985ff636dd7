# METADATA
# title: Functions state their memory
# description: >-
#   Memory decides on speed, cost and processor time. Where MemorySize is absent a function gets 128 MB, the least there
#   is.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
# custom:
#   id: lambda-memory-stated
#   severity: info
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   decides_on: []
#   requirements: [S17]
#   aliases: ["cdk-nag:LambdaDefaultMemorySize"]
#   frameworks: {}
#   remediation: Set MemorySize to what the function was measured to need.
#   profiles: [requirements]
package guardian.rules.lambda_memory_stated

import data.guardian.functions
import data.guardian.graph

violations contains graph.violation(function, ["MemorySize"], message) if {
	some function in functions.all
	not function.properties.MemorySize
	message := sprintf("function %v does not say how much memory it needs, and gets 128 MB", [function.id])
}
