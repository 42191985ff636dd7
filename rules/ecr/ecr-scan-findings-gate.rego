# METADATA
# title: Images with grave findings do not reach deployment
# description: >-
#   A scan writes its findings down and stops nothing. A rule for scan events that runs something (a function, a build,
#   a state machine), or a pipeline whose build asks for the findings, keeps images with HIGH or CRITICAL ones out. A
#   message to a topic or queue is read too late.
# related_resources:
# - https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
# - https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
# custom:
#   id: ecr-scan-findings-gate
#   severity: medium
#   resources: [AWS::ECR::Repository]
#   reads: [AWS::Events::Rule, AWS::CodeBuild::Project, AWS::Lambda::Function, AWS::SNS::Topic, AWS::SQS::Queue,
#     AWS::Logs::LogGroup]
#   decides_on: []
#   existence: true
#   requirements: [C6]
#   aliases: []
#   remediation: >-
#     Add an AWS::Events::Rule for the detail type "ECR Image Scan" (or "Inspector2 Finding") with HIGH and CRITICAL
#     findings, whose target stops the deployment.
#   profiles: [pci-payments]
package guardian.rules.ecr_scan_findings_gate

import data.guardian.graph

detail_types := {"ECR Image Scan", "Inspector2 Finding", "Inspector2 Scan"}

# Targets that only store or send what happened.
tellers := {"AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::Logs::LogGroup"}

violations contains graph.violation(repository, [], message) if {
	some repository in graph.resources("AWS::ECR::Repository")
	count(gates) == 0
	message := sprintf("repository %v has nothing that stops images with HIGH or CRITICAL findings", [repository.id])
}

gates contains rule.key if {
	some rule in graph.resources("AWS::Events::Rule")
	not object.get(rule.properties, "State", "ENABLED") == "DISABLED"
	some type in graph.as_list(rule.properties.EventPattern["detail-type"])
	type in detail_types
	names_grave_findings(rule)
	some index, _ in graph.as_list(rule.properties.Targets)
	stops(rule, index)
}

# A build that asks for the findings itself.
gates contains project.key if {
	some project in graph.resources("AWS::CodeBuild::Project")
	specification := graph.show(object.get(project.properties, ["Source", "BuildSpec"], ""))
	contains(specification, "describe-image-scan-findings")
}

# Without a filter on severities, all findings come.
names_grave_findings(rule) if {
	detail := json.marshal(object.get(rule.properties.EventPattern, "detail", {}))
	not regex.match(`(?i)severity`, detail)
}

names_grave_findings(rule) if {
	detail := json.marshal(object.get(rule.properties.EventPattern, "detail", {}))
	contains(detail, "HIGH")
	contains(detail, "CRITICAL")
}

stops(rule, index) if {
	kinds := {target.type | some target in graph.targets(rule, ["Targets", index, "Arn"])}
	count(kinds) > 0
	count(kinds & tellers) == 0
}

stops(rule, index) if {
	count(graph.targets(rule, ["Targets", index, "Arn"])) == 0
	arn := graph.show(graph.as_list(rule.properties.Targets)[index].Arn)
	not regex.match(`:(sns|sqs|logs):`, arn)
}
