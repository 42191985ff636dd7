# METADATA
# title: Functions state their timeout
# description: Where Timeout is absent a function is ended after 3 seconds, whatever it was made for.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
# custom:
#   id: lambda-timeout-stated
#   severity: info
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   decides_on: []
#   requirements: [S17]
#   aliases: ["cdk-nag:LambdaDefaultTimeout"]
#   frameworks: {}
#   remediation: Set Timeout to a little more than the function was measured to need.
#   profiles: [requirements]
package guardian.rules.lambda_timeout_stated

import data.guardian.functions
import data.guardian.graph

violations contains graph.violation(function, ["Timeout"], message) if {
	some function in functions.all
	not function.properties.Timeout
	message := sprintf("function %v does not say how long it may take, and is ended after 3 seconds", [function.id])
}
