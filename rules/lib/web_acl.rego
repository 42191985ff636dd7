# Which web ACL stands in front of a resource: associations of WAFv2, and those of WAF Classic that are still there.
package guardian.web_acl

import data.guardian.graph

associations := graph.resources_of(["AWS::WAFv2::WebACLAssociation", "AWS::WAFRegional::WebACLAssociation"])

associated(node) if {
	some association in associations
	graph.refers(association, ["ResourceArn"], node)
}

# Associations that could be with any resource: their ARN is not known, and refers to nothing in the template.
open_associations := [association |
	some association in associations
	count(graph.targets(association, ["ResourceArn"])) == 0
	is_open(association.properties.ResourceArn)
]

is_open(arn) if {
	graph.is_unknown(arn)
	not arn["$unknown"].reason in {"absent-resource", "dangling"}
}

is_open(arn) if graph.is_mixed(arn)

# What an unprotected resource could still turn out to have.
reason(association) := sprintf("association %v is with a resource that is not known", [association.id])
