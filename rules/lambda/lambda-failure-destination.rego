# METADATA
# title: Every function keeps events that fail
# description: >-
#   Any function can be called asynchronously, and Lambda drops an event that fails three times. Where a system asks for
#   it, every function has a dead-letter queue or a destination for failures. Functions that CDK adds on its own are
#   left out, and lambda-async-failure-destination reports those that the template itself calls asynchronously.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
# custom:
#   id: lambda-failure-destination
#   severity: low
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   reads: [AWS::Lambda::EventInvokeConfig, AWS::Lambda::Alias, AWS::Lambda::Version, AWS::Events::Rule,
#     AWS::S3::Bucket, AWS::SNS::Subscription, AWS::SNS::Topic, AWS::Scheduler::Schedule, AWS::SES::ReceiptRule,
#     AWS::Logs::SubscriptionFilter, AWS::IoT::TopicRule, AWS::Config::ConfigRule]
#   decides_on: [DeadLetterConfig, DeadLetterQueue, EventInvokeConfig]
#   requirements: [N24]
#   aliases: ["checkov:CKV_AWS_116", "guard-registry:LAMBDA_DLQ_CHECK", "cdk-nag:LambdaDLQ", "kics:c2eae442",
#     "kics:cb2f612b"]
#   frameworks:
#     nist-800-53-r5: [SI-11]
#   remediation: Set DeadLetterConfig.TargetArn to the ARN of an SQS queue.
#   profiles: [novacart, serverless]
package guardian.rules.lambda_failure_destination

import data.guardian.functions
import data.guardian.graph

violations contains graph.violation(function, ["DeadLetterConfig"], message) if {
	some function in functions.all
	not graph.is_helper(function)
	not functions.has_failure_destination(function)
	count(functions.called_by(function)) == 0
	message := sprintf("function %v has neither a dead-letter queue nor a destination for failures", [function.id])
}
