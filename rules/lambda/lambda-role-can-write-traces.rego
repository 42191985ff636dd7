# METADATA
# title: The role of a function that traces may write traces
# description: >-
#   With active tracing, Lambda sends segments to X-Ray with the role of the function. CloudFormation adds no permission
#   for it, as the console does; without one, nothing of the function shows in a trace. A function of SAM without Role
#   gets one from SAM that may.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
# - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSXRayDaemonWriteAccess.html
# custom:
#   id: lambda-role-can-write-traces
#   severity: low
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   reads: [AWS::IAM::Role]
#   facts: [principals, statements]
#   decides_on: [Role]
#   requirements: [S15]
#   aliases: []
#   frameworks:
#     nist-800-53-r5: [SI-4]
#   remediation: >-
#     Allow xray:PutTraceSegments and xray:PutTelemetryRecords on * in a policy of the role, or attach
#     AWSXRayDaemonWriteAccess.
#   profiles: [requirements]
package guardian.rules.lambda_role_can_write_traces

import data.guardian.functions
import data.guardian.graph
import data.guardian.roles

# X-Ray takes segments with PutTraceSegments alone; the other action is for counts of the sender.
writing := {"xray:puttracesegments"}

# Where a function says that it traces; SAM's way is another.
tracing(function) := [path |
	some path in [["TracingConfig", "Mode"], ["Tracing"]]
	graph.at(function.properties, path) == "Active"
]

lacking contains {"function": function, "role": role, "path": path} if {
	some function in functions.all
	some path in tracing(function)
	some role in functions.roles(function)
	not roles.may_anywhere(role, writing)
}

violations contains graph.violation_with(row.function, row.path, message, places) if {
	some row in lacking
	not roles.gap(row.role)
	message := sprintf("function %v traces, but role %v lacks xray:PutTraceSegments, so no trace arrives", [
		row.function.id, row.role.id,
	])
	places := [graph.related(row.role, [], "the role of the function")]
}

undetermined contains graph.undetermined(row.function, row.path, reason) if {
	some row in lacking
	reason := roles.gap(row.role)
}

undetermined contains graph.undetermined(function, path, "the role of the function is not in the template") if {
	some function in functions.all
	some path in tracing(function)
	functions.foreign_role(function)
}
