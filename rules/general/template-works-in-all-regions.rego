# METADATA
# title: Nothing binds the template to one region
# description: >-
#   A region, zone, machine image or regional ARN that is written out exists in one region only; elsewhere the stack
#   fails, or reaches back into the first region. CloudFront's certificates are left out: they must be in one.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getavailabilityzones.html
# custom:
#   id: template-works-in-all-regions
#   severity: medium
#   resources: ["AWS::*"]
#   decides_on: []
#   judges: form
#   requirements: [B15]
#   aliases: []
#   settings: [regions]
#   remediation: Use AWS::Region, Fn::GetAZs, and a parameter of Systems Manager for machine images.
#   profiles: [secure-baseline]
package guardian.rules.template_works_in_all_regions

import data.guardian.graph
import data.guardian.search

zone := `\b(us|eu|ap|sa|ca|me|af|il|mx|cn)(-gov|-isob?)?-(north|south|east|west|central)(east|west)?-[1-9][a-f]?\b`

image := `\bami-[0-9a-f]{8}([0-9a-f]{9})?\b`

bound := concat("|", [zone, image])

violations contains graph.violation(node, hit.path, message) if {
	count(graph.setting("regions")) > 1
	search.anywhere(bound)
	some type, _ in input.by_type
	not startswith(type, "AWS::CloudFront::")
	some node in graph.resources(type)
	some hit in search.texts(node, bound)
	not search.from_parameter(node, hit.path)
	not apart(hit.path)
	some word in [regex.find_n(bound, hit.text, 1)[0]]
	message := sprintf("%v works in one region only: it names %v", [node.id, word])
}

# Programs, tags and descriptions bind nothing; a condition on the region is meant to name it.
apart(path) if path[0] in {"Tags", "Description", "UserData"}

apart(path) if path[count(path) - 1] in {"ZipFile", "Description"}

apart(path) if "aws:RequestedRegion" in path
