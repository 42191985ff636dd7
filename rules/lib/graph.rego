# The helper library of the rules: `import data.guardian.graph`.
#
# A rule asks the graph through these functions and builds its answers with them, so that the shape of the `input`
# document and of an answer can change without any rule changing. A *node* is an entry of `input.resources`. A *path*
# is an array of keys and list positions, below `Properties` unless it is said otherwise. Every function is undefined
# where what it asks for is missing, so that a rule can write `not graph.is_true(node.properties.Encrypted)`.
#
# Everything here runs interpreted and compiled alike: no `walk`, no `with`, no recursion. Lookups go through the
# indices of the input (`by_type`, `edges_from`, `edges_to`), never through all resources.
package guardian.graph

# --- Resources ---

# The nodes of a type, in source order; an empty array where there is none.
resources(type) := [input.resources[key] | some key in input.by_type[type]]

# The nodes of several types, type by type.
resources_of(types) := [input.resources[key] | some type in types; some key in input.by_type[type]]

# The node of a key.
resource(key) := input.resources[key]

# Whether a resource is one that CDK made on its own, for another construct: nobody wrote it, and nobody can change it.
is_helper(node) if node.origin.helper == true

# --- Answers ---

# A violation at a path below `Properties`. Where the path does not exist, its nearest existing parent is shown.
violation(node, path, message) := {
	"resource": node.key,
	"section": "properties",
	"path": path,
	"message": message,
	"related": [],
}

# The same with other places that belong to it: an array of `graph.related(…)`.
violation_with(node, path, message, places) := {
	"resource": node.key,
	"section": "properties",
	"path": path,
	"message": message,
	"related": places,
}

# A violation at a path from the resource: `["DeletionPolicy"]`.
attribute_violation(node, path, message) := {
	"resource": node.key,
	"section": "attributes",
	"path": path,
	"message": message,
	"related": [],
}

# A violation at a path from the template's root: `["Outputs", "Password", "Value"]`.
template_violation(path, message) := {
	"resource": null,
	"section": "template",
	"path": path,
	"message": message,
	"related": [],
}

# Another place with what it has to do with the violation.
related(node, path, label) := {
	"resource": node.key,
	"section": "properties",
	"path": path,
	"label": label,
}

# For `undetermined contains …`: the rule weighs several resources, and one of them is not known. What is not known in
# the resource itself, on a path of `decides_on`, the engine finds alone.
undetermined(node, path, reason) := {
	"resource": node.key,
	"section": "properties",
	"path": path,
	"reason": reason,
	"related": [],
}

# --- Values ---

# True and false as CloudFormation takes them, as a boolean or as text.
is_true(value) if value in {true, "true", "True", "TRUE"}

is_false(value) if value in {false, "false", "False", "FALSE"}

# A number, also where it is written as text.
number(value) := value if is_number(value)

number(value) := to_number(value) if is_string(value)

# A list, also where CloudFormation lets its only item be written without one.
as_list(value) := value if is_array(value)

as_list(value) := [value] if not is_array(value)

# Text in lower case; numbers and booleans as their text. Undefined for everything else.
lower(value) := data.guardian.text.to_lower(value) if is_string(value)

lower(value) := sprintf("%v", [value]) if is_number(value)

lower(value) := sprintf("%v", [value]) if is_boolean(value)

# A value that cannot be known before deployment.
is_unknown(value) if value["$unknown"]

# A reference to another resource of the graph: set, and known to be set.
is_ref(value) if is_string(value["$ref"])

# A dynamic reference (`{{resolve:…}}`).
is_dynamic(value) if value["$dynamic"]

# Text with at least one part that is a reference or not known.
is_mixed(value) if value["$text"]

# Text that is known to its last character.
is_known_text(value) if is_string(value)

# A value as text for a message.
show(value) := show_part(value) if not is_mixed(value)

show(value) := concat("", [show_part(part) | some part in value["$text"]]) if is_mixed(value)

# A value that is no `$text`, as text: Rego has no recursion, and the parts of a `$text` are never one themselves.
show_part(value) := value if is_string(value)

show_part(value) := json.marshal(value) if {
	not is_string(value)
	not is_marker(value)
}

show_part(value) := sprintf("${%v}", [value["$unknown"].name]) if is_unknown(value)

show_part(value) := sprintf("{{resolve:%v:%v}}", [value["$dynamic"].service, value["$dynamic"].reference]) if {
	is_dynamic(value)
}

show_part(value) := sprintf("${%v.%v}", [value["$ref"], value.attribute]) if is_ref(value)

show_part(value) := sprintf("${%v}", [value["$ref"]]) if {
	is_ref(value)
	not value.attribute
}

is_marker(value) if is_unknown(value)

is_marker(value) if is_ref(value)

is_marker(value) if is_dynamic(value)

# The value at a path below an object: undefined where it is missing.
at(object_, path) := value if {
	value := object.get(object_, path, {"$missing": true})
	value != {"$missing": true}
}

# The value at a path as text for a message, `absent` where it is missing.
show_at(object_, path, absent) := text if {
	value := object.get(object_, path, {"$missing": true})
	text := shown(value, absent)
}

shown(value, _) := show(value) if value != {"$missing": true}

shown(value, absent) := absent if value == {"$missing": true}

# --- Relations ---

# The nodes that a node refers to from anywhere below a path (Ref, GetAtt, Sub or the same name; not DependsOn), each
# once, by key.
targets(node, path) := [input.resources[key] | some key in target_keys(node, path)]

target_keys(node, path) := {edge.to |
	some edge in input.edges_from[node.key]
	edge.kind != "DependsOn"
	array.slice(edge.path, 0, count(path)) == path
}

# The nodes of a type that refer to a node from anywhere below their path, each once, by key.
referrers(node, type, path) := [input.resources[key] | some key in referrer_keys(node, type, path)]

referrer_keys(node, type, path) := {edge.from |
	some edge in input.edges_to[node.key]
	edge.kind != "DependsOn"
	input.resources[edge.from].type == type
	array.slice(edge.path, 0, count(path)) == path
}

# Whether a node refers to another from anywhere below a path.
refers(node, path, other) if {
	some edge in input.edges_from[node.key]
	edge.to == other.key
	edge.kind != "DependsOn"
	array.slice(edge.path, 0, count(path)) == path
}

# Where the value of a path came from a parameter: `{"path", "parameter", "default", "no_echo"}`.
parameter_at(node, path) := [row | some row in node.parameters; row.path == path][0]

# --- Facts and settings ---

# The policy statements of a kind: identity, resource, trust, boundary, endpoint.
statements(kind) := [statement | some statement in input.facts.statements; statement.kind == kind]

# The ingress and egress rules of all security groups, in whatever form they are written.
ingress := input.facts.ingress

egress := input.facts.egress

# A setting of the profile; the rule must list it under `custom.settings`.
setting(name) := input.settings[name]
