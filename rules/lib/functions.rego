# Lambda functions in either form, and what calls them.
package guardian.functions

import data.guardian.graph

types := ["AWS::Lambda::Function", "AWS::Serverless::Function"]

all := graph.resources_of(types)

# From which property of which resource a function is called asynchronously.
callers := {
	"AWS::Events::Rule": ["Targets"],
	"AWS::S3::Bucket": ["NotificationConfiguration"],
	"AWS::SNS::Subscription": ["Endpoint"],
	"AWS::SNS::Topic": ["Subscription"],
	"AWS::Scheduler::Schedule": ["Target"],
	"AWS::SES::ReceiptRule": ["Rule"],
	"AWS::Logs::SubscriptionFilter": ["DestinationArn"],
	"AWS::IoT::TopicRule": ["TopicRulePayload"],
	"AWS::Config::ConfigRule": ["Source"],
}

# Events of the serverless form that do the same.
event_types := {
	"CloudWatchEvent", "CloudWatchLogs", "Cognito", "EventBridgeRule", "IoTRule", "S3", "SNS", "Schedule", "ScheduleV2",
}

# The resources that call a function asynchronously; also through an alias or version of it.
called_by(function) := {input.resources[edge.from] |
	some key in keys(function)
	some edge in input.edges_to[key]
	edge.kind != "DependsOn"
	path := callers[input.resources[edge.from].type]
	array.slice(edge.path, 0, count(path)) == path
} | {function |
	function.type == "AWS::Serverless::Function"
	some event in function.properties.Events
	event.Type in event_types
}

# The function with its aliases and versions.
keys(function) := {function.key} | {alias.key |
	some type in ["AWS::Lambda::Alias", "AWS::Lambda::Version"]
	some alias in graph.referrers(function, type, ["FunctionName"])
}

# Where failed asynchronous calls go: the dead-letter queue, or the destination on failure.
has_failure_destination(function) if function.properties.DeadLetterConfig.TargetArn

has_failure_destination(function) if function.properties.DeadLetterQueue.TargetArn

has_failure_destination(function) if {
	function.properties.EventInvokeConfig.DestinationConfig.OnFailure
}

has_failure_destination(function) if {
	some key in keys(function)
	some config in graph.referrers(graph.resource(key), "AWS::Lambda::EventInvokeConfig", ["FunctionName"])
	config.properties.DestinationConfig.OnFailure.Destination
}

# The environment variables, if there are any.
variables(function) := function.properties.Environment.Variables

# A function in a container image has its runtime there.
in_image(function) if function.properties.PackageType == "Image"

in_image(function) if function.properties.Code.ImageUri

in_image(function) if function.properties.ImageUri

# The role of a function, where it is in the template.
roles(function) := [role | some role in graph.targets(function, ["Role"]); role.type == "AWS::IAM::Role"]

# A role that is not: it comes from another stack, or has only its ARN here.
foreign_role(function) if {
	function.properties.Role
	count(roles(function)) == 0
}

# --- What a function is for ---

# Not the business itself: authorizers, what answers custom resources, macros, rules of AWS Config and CloudFront at its
# edges, and what CDK adds on its own.
serves_others(function) if graph.is_helper(function)

serves_others(function) if {
	some key in keys(function)
	some edge in input.edges_to[key]
	edge.kind != "DependsOn"
	is_service(input.resources[edge.from].type, edge.path)
}

# The framework of custom resources, which CDK adds, calls the function that a person wrote for one.
serves_others(function) if {
	some edge in input.edges_to[function.key]
	edge.path[0] == "Environment"
	graph.is_helper(input.resources[edge.from])
}

is_service(type, _) if type in {
	"AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer", "AWS::CloudFormation::Macro",
	"AWS::CloudFront::Distribution", "AWS::Config::ConfigRule",
}

is_service(type, path) if {
	type in {"AWS::Serverless::Api", "AWS::Serverless::HttpApi"}
	path[0] == "Auth"
}

is_service(type, path) if {
	path[0] == "ServiceToken"
	is_custom(type)
}

is_custom(type) if type == "AWS::CloudFormation::CustomResource"

is_custom(type) if startswith(type, "Custom::")
