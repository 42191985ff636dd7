# Finds text in the properties of a resource, whatever property it stands in.
#
# Rego for the virtual machine has no recursion, so a fixed number of steps leads down, and each follows only the
# children that hold the text somewhere.
package guardian.search

import data.guardian.graph

# Whether a pattern occurs anywhere in the graph: asked first, it saves the way down in most graphs.
anywhere(pattern) if regex.match(pattern, json.marshal(input.resources))

# The entries whose text matches a pattern: `{"path", "text"}`. What is not known stands as `*` in a text.
texts(node, pattern) := found if {
	regex.match(pattern, json.marshal(node.properties))
	a := down([{"path": [], "value": node.properties}], pattern)
	b := down(down(down(a, pattern), pattern), pattern)
	c := down(down(down(b, pattern), pattern), pattern)
	d := down(down(down(c, pattern), pattern), pattern)
	e := down(down(down(d, pattern), pattern), pattern)
	found := [{"path": entry.path, "text": text(entry.value)} | some entry in e; regex.match(pattern, text(entry.value))]
}

down(entries, pattern) := [child | some entry in entries; some child in children(entry, pattern)]

children(entry, _) := [entry] if not is_composite(entry.value)

children(entry, pattern) := [child |
	some key, value in entry.value
	regex.match(pattern, json.marshal(value))
	child := {"path": array.concat(entry.path, [key]), "value": value}
] if {
	is_composite(entry.value)
}

is_composite(value) if is_array(value)

is_composite(value) if {
	is_object(value)
	not graph.is_marker(value)
	not graph.is_mixed(value)
}

text(value) := value if is_string(value)

text(value) := concat("", [piece(part) | some part in value["$text"]]) if graph.is_mixed(value)

text(value) := json.marshal(value) if is_composite(value)

piece(part) := part if is_string(part)

piece(part) := "*" if not is_string(part)

# Whether the value of a path came from a parameter of the template, which whoever deploys it may set.
from_parameter(node, path) if graph.parameter_at(node, path)
