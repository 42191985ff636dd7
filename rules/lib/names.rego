# Names of resources, and the part of them that is free: AWS dictates how the names of some log groups, aliases and
# streams begin. A name is read as pieces of known text, with the others in between; what refers to another resource is
# judged where that is named.
package guardian.names

import data.guardian.data.name_properties
import data.guardian.graph

# Resources that can have a name: `{"node", "property"}`.
nameable contains {"node": node, "property": property} if {
	some type, property in name_properties.values
	some node in graph.resources(type)
}

# Those that have one: `{"node", "path", "value", "pieces"}`.
named contains row if {
	some entry in nameable
	value := entry.node.properties[entry.property]
	value != ""
	row := {"node": entry.node, "path": [entry.property], "value": value, "pieces": pieces(value)}
}

# AWS makes a name from the stack, the logical id and a random part.
unnamed contains entry if {
	some entry in nameable
	object.get(entry.node.properties, entry.property, "") == ""
}

pieces(value) := value["$text"] if graph.is_mixed(value)

pieces(value) := [value] if not graph.is_mixed(value)

# The name as one text: `*` for what is not known, `&` for the name of another resource.
flat(row) := concat("", [flat_piece(piece) | some piece in row.pieces])

flat_piece(piece) := piece if is_string(piece)

flat_piece(piece) := "&" if graph.is_ref(piece)

flat_piece(piece) := "*" if {
	not is_string(piece)
	not graph.is_ref(piece)
}

# The name without what AWS dictates. Of a log group of AWS, the segments after the service's are free.
free(row) := regex.replace(flat(row), `^(/aws/|alias/|aws-waf-logs-|/+)`, "")

of_aws(row) if startswith(flat(row), "/aws/")

segments(row) := split(free(row), "/")

# Whether it has a piece that may hold anything: not the account, the region or the like.
has_gap(row) if {
	some piece in row.pieces
	not is_string(piece)
	not graph.is_ref(piece)
	not piece["$unknown"].name in {"AWS::AccountId", "AWS::Region", "AWS::Partition", "AWS::URLSuffix"}
}
