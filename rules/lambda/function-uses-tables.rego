# METADATA
# title: Functions may read and write DynamoDB tables
# description: >-
#   A function of the business reads or writes a table with its role. One whose role has no permission for the items of
#   any table fails at its first call. Authorizers, what answers custom resources, macros and rules of AWS Config, and what
#   CDK adds on its own are left out.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
# - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html
# custom:
#   id: function-uses-tables
#   severity: medium
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   reads: [AWS::DynamoDB::Table, AWS::DynamoDB::GlobalTable, AWS::IAM::Role, AWS::Lambda::Alias, AWS::Lambda::Version,
#     AWS::ApiGateway::Authorizer, AWS::ApiGatewayV2::Authorizer, AWS::Serverless::Api, AWS::Serverless::HttpApi,
#     AWS::CloudFormation::Macro, AWS::CloudFront::Distribution, AWS::Config::ConfigRule,
#     AWS::CloudFormation::CustomResource, "Custom::*"]
#   facts: [principals, statements]
#   decides_on: [Role]
#   requirements: [S2]
#   aliases: []
#   remediation: >-
#     Allow the actions that it calls, as dynamodb:GetItem, Query and PutItem, on the ARN of its table in a policy of the
#     role.
#   profiles: [serverless]
package guardian.rules.function_uses_tables

import data.guardian.functions
import data.guardian.graph
import data.guardian.roles

# What reads or writes items.
using := {
	"dynamodb:getitem", "dynamodb:batchgetitem", "dynamodb:query", "dynamodb:scan", "dynamodb:putitem",
	"dynamodb:updateitem", "dynamodb:deleteitem", "dynamodb:batchwriteitem", "dynamodb:partiqlselect",
	"dynamodb:partiqlinsert", "dynamodb:partiqlupdate", "dynamodb:partiqldelete",
}

tables := graph.resources_of(["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"])

business := [function |
	some function in functions.all
	not functions.serves_others(function)
]

lacking contains {"function": function, "role": role} if {
	some function in business
	some role in functions.roles(function)
	not uses_table(role)
}

uses_table(role) if {
	some table in tables
	roles.may(role, using, table)
}

# The tables of another stack.
uses_table(role) if {
	count(tables) == 0
	roles.may_anywhere(role, using)
}

violations contains graph.violation_with(row.function, ["Role"], message, places) if {
	some row in lacking
	not roles.gap(row.role)
	message := sprintf("function %v may neither read nor write a table: role %v has no permission for the items of any", [
		row.function.id, row.role.id,
	])
	places := [graph.related(row.role, [], "the role of the function")]
}

undetermined contains graph.undetermined(row.function, ["Role"], reason) if {
	some row in lacking
	reason := roles.gap(row.role)
}

undetermined contains graph.undetermined(function, ["Role"], "the role of the function is not in the template") if {
	some function in business
	functions.foreign_role(function)
}
