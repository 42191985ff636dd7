# METADATA
# title: A function's role may write its logs
# description: >-
#   Lambda writes what a function prints with the role of the function. Where that role may not make log streams and put
#   events into them, the function runs, and its logs are lost. A function of SAM without Role gets one from SAM that
#   may.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
# - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html
# custom:
#   id: lambda-role-can-write-logs
#   severity: medium
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   reads: [AWS::Logs::LogGroup, AWS::IAM::Role]
#   facts: [principals, statements]
#   decides_on: [Role]
#   requirements: [S13]
#   aliases: ["cfn_nag:W58"]
#   frameworks:
#     nist-800-53-r5: [AU-12]
#   remediation: >-
#     Allow logs:CreateLogStream and logs:PutLogEvents on the ARN of the function's log group in a policy of the role, or
#     attach AWSLambdaBasicExecutionRole.
#   profiles: [requirements]
package guardian.rules.lambda_role_can_write_logs

import data.guardian.functions
import data.guardian.graph
import data.guardian.roles

writing := ["logs:CreateLogStream", "logs:PutLogEvents"]

# Functions with a role of the template, and what it lacks.
lacking contains {"function": function, "role": role, "actions": actions} if {
	some function in functions.all
	not graph.is_helper(function)
	some role in functions.roles(function)
	actions := [action | some action in writing; not may_log(role, lower(action), function)]
	count(actions) > 0
}

# On the log group that the function names, or on anything: a policy mostly names the group by its path.
may_log(role, action, function) if {
	some group in groups(function)
	roles.may(role, {action}, group)
}

may_log(role, action, function) if {
	count(groups(function)) == 0
	roles.may_anywhere(role, {action})
}

groups(function) := [group |
	some group in graph.targets(function, ["LoggingConfig", "LogGroup"])
	group.type == "AWS::Logs::LogGroup"
]

violations contains graph.violation_with(row.function, ["Role"], message, places) if {
	some row in lacking
	not roles.gap(row.role)
	message := sprintf("function %v cannot write its logs: role %v lacks %v", [
		row.function.id, row.role.id, concat(" and ", row.actions),
	])
	places := [graph.related(row.role, [], "the role of the function")]
}

undetermined contains graph.undetermined(row.function, ["Role"], reason) if {
	some row in lacking
	reason := roles.gap(row.role)
}

undetermined contains graph.undetermined(function, ["Role"], "the role of the function is not in the template") if {
	some function in functions.all
	functions.foreign_role(function)
}
