# METADATA
# title: Function URLs ask for authentication
# description: >-
#   A function URL with AuthType NONE runs the function for everybody who knows or guesses the address, unless the
#   function itself turns them away.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
# custom:
#   id: lambda-url-authenticated
#   severity: high
#   resources: [AWS::Lambda::Url, AWS::Serverless::Function]
#   decides_on: [AuthType, FunctionUrlConfig.AuthType]
#   requirements: []
#   aliases: ["checkov:CKV_AWS_258", "cdk-nag:LambdaFunctionUrlAuth"]
#   frameworks:
#     nist-800-53-r5: [AC-3, IA-2]
#   remediation: Set AuthType to AWS_IAM, and put CloudFront with an origin access control in front for the public.
#   profiles: [default]
package guardian.rules.lambda_url_authenticated

import data.guardian.graph

violations contains graph.violation(url, ["AuthType"], message) if {
	some url in graph.resources("AWS::Lambda::Url")
	url.properties.AuthType == "NONE"
	message := sprintf("function URL %v answers everybody: AuthType is NONE", [url.id])
}

violations contains graph.violation(function, ["FunctionUrlConfig", "AuthType"], message) if {
	some function in graph.resources("AWS::Serverless::Function")
	function.properties.FunctionUrlConfig.AuthType == "NONE"
	message := sprintf("the URL of function %v answers everybody: AuthType is NONE", [function.id])
}
