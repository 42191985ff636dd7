# METADATA
# title: Functions that are called asynchronously keep failed events
# description: >-
#   Lambda retries a failed asynchronous call twice and then drops the event, unless the function has a dead-letter queue
#   or a destination for failures. Rules, schedules, topics, buckets and log subscriptions call asynchronously.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
# custom:
#   id: lambda-async-failure-destination
#   severity: medium
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
#   remediation: Set DeadLetterConfig.TargetArn to an SQS queue, or add an AWS::Lambda::EventInvokeConfig with OnFailure.
#   profiles: [requirements]
package guardian.rules.lambda_async_failure_destination

import data.guardian.functions
import data.guardian.graph

violations contains graph.violation_with(function, ["DeadLetterConfig"], message, related) if {
	some function in functions.all
	not graph.is_helper(function)
	callers := functions.called_by(function)
	count(callers) > 0
	not functions.has_failure_destination(function)
	related := [graph.related(caller, [], "calls it asynchronously") | some caller in callers; caller.key != function.key]
	names := concat(", ", sort([caller.id | some caller in callers]))
	message := sprintf("function %v is called asynchronously (%v) and drops events that fail: it has neither a dead-letter queue nor a destination for failures", [
		function.id, names,
	])
}
