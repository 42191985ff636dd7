# METADATA
# title: Only the agreed regions are named
# description: >-
#   Data may stand only in the agreed regions (setting regions). An ARN, zone or endpoint of another one takes it
#   elsewhere. CloudFront's certificates are left out: they must be in us-east-1.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
# custom:
#   id: regions-as-required
#   severity: low
#   resources: ["AWS::*"]
#   decides_on: []
#   judges: form
#   requirements: [S18, P23, C28]
#   aliases: []
#   settings: [regions]
#   remediation: Use AWS::Region, and deploy the stack in an agreed region.
#   profiles: [serverless, payment-api, pci-payments]
package guardian.rules.regions_as_required

import data.guardian.graph
import data.guardian.search

region := `\b(us|eu|ap|sa|ca|me|af|il|mx|cn)(-gov|-isob?)?-(north|south|east|west|central)(east|west)?-[1-9]`

violations contains graph.violation(node, hit.path, message) if {
	allowed := graph.setting("regions")
	search.anywhere(region)
	some type, _ in input.by_type
	not startswith(type, "AWS::CloudFront::")
	some node in graph.resources(type)
	some hit in search.texts(node, region)
	not apart(hit.path)
	some word in regex.find_n(region, hit.text, -1)
	not word in allowed
	message := sprintf("%v names region %v, which is none of %v", [node.id, word, concat(", ", allowed)])
}

apart(path) if path[0] in {"Tags", "Description"}

apart(path) if path[count(path) - 1] in {"ZipFile", "Description"}
