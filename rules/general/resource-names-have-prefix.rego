# METADATA
# title: Names begin with the agreed prefix
# description: >-
#   A prefix (setting name_prefix) tells whose a resource is, and policies that match it keep systems apart. The part
#   of a name that AWS dictates, as /aws/lambda/, is left out. A name that AWS makes begins with the stack's name,
#   which is known only at deployment.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
# - https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html
# custom:
#   id: resource-names-have-prefix
#   severity: low
#   resources: ["AWS::*"]
#   decides_on: []
#   judges: form
#   requirements: [S19]
#   aliases: []
#   settings: [name_prefix]
#   remediation: Begin the name with the prefix.
#   profiles: [serverless]
package guardian.rules.resource_names_have_prefix

import data.guardian.graph
import data.guardian.names

prefix := graph.setting("name_prefix")

violations contains graph.violation(row.node, row.path, message) if {
	some row in names.named
	not begins(row)
	not may_begin(row)
	message := sprintf("name %v of %v does not begin with %v", [graph.show(row.value), row.node.id, prefix])
}

undetermined contains graph.undetermined(row.node, row.path, reason) if {
	some row in names.named
	not begins(row)
	may_begin(row)
	reason := sprintf("how name %v begins is known only at deployment", [graph.show(row.value)])
}

undetermined contains graph.undetermined(entry.node, [], reason) if {
	prefix
	some entry in names.unnamed
	reason := sprintf("%v is given a name by AWS, which begins with the stack's", [entry.node.id])
}

begins(row) if {
	some start in starts(row)
	startswith(start, prefix)
}

# The name of another resource, or what follows it.
begins(row) if {
	some start in starts(row)
	startswith(start, "&")
}

may_begin(row) if {
	some start in starts(row)
	head := split(start, "*")[0]
	head != start
	startswith(prefix, head)
}

starts(row) := [names.segments(row)[0]] if not names.of_aws(row)

starts(row) := names.segments(row) if names.of_aws(row)
