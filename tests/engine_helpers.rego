
import data.guardian.graph

bucket := graph.resource("Bucket")

policy := graph.resource("Policy")

properties := bucket.properties

keys(nodes) := [node.key | some node in nodes]

tell(name, value) := graph.template_violation([], sprintf("%v %v", [name, json.marshal(value)]))

violations contains tell("lookup", [
	keys(graph.resources("AWS::S3::Bucket")),
	keys(graph.resources_of(["AWS::S3::Bucket", "AWS::KMS::Key"])),
	keys(graph.resources("AWS::X::Y")),
	graph.resource("Key").type,
])

violations contains tell("true", [name | some name, value in properties; graph.is_true(value)])

violations contains tell("false", [name | some name, value in properties; graph.is_false(value)])

violations contains tell("missing is not true", [x | x := true; not graph.is_true(properties.Missing)])

violations contains tell("number", {name: graph.number(value) | some name, value in properties})

violations contains tell("list", [graph.as_list(properties.List), graph.as_list(properties.One)])

violations contains tell("missing is no list", [item | some item in graph.as_list(properties.Missing)])

violations contains tell("lower", {name: graph.lower(value) | some name, value in properties})

violations contains tell("unknown", [name | some name, value in properties; graph.is_unknown(value)])

violations contains tell("ref", [name | some name, value in properties; graph.is_ref(value)])

violations contains tell("dynamic", [name | some name, value in properties; graph.is_dynamic(value)])

violations contains tell("mixed", [name | some name, value in properties; graph.is_mixed(value)])

violations contains tell("text", [name | some name, value in properties; graph.is_known_text(value)])

violations contains tell("show", {name: graph.show(value) | some name, value in properties})

violations contains tell("missing shows nothing", [text | text := graph.show(properties.Missing)])

violations contains tell("show_at", [
	graph.show_at(properties, ["Size"], "absent"),
	graph.show_at(properties, ["Nested", "X"], "absent"),
	graph.show_at(properties, ["Nested", "A", 0, "B"], "absent"),
])

violations contains tell("at", [value |
	some path in [["Nested", "A", 0, "B"], ["One"], ["Nested", "A", 1], ["One", "X"]]
	value := graph.at(properties, path)
])

violations contains tell("targets", [
	keys(graph.targets(bucket, [])),
	keys(graph.targets(bucket, ["Plain"])),
	keys(graph.targets(bucket, ["Size"])),
	keys(graph.targets(graph.resource("Key"), [])),
])

violations contains tell("referrers", [
	keys(graph.referrers(bucket, "AWS::S3::BucketPolicy", ["Bucket"])),
	keys(graph.referrers(bucket, "AWS::S3::Bucket", [])),
	keys(graph.referrers(bucket, "AWS::S3::BucketPolicy", ["Bucket", "Below"])),
])

violations contains tell("refers", [path | some path in [[], ["Bucket"], ["Other"]]; graph.refers(policy, path, bucket)])

violations contains tell("does not refer", [x | x := true; not graph.refers(bucket, [], policy)])

violations contains tell("parameter_at", [row.parameter |
	some path in [["Password"], ["Size"]]
	row := graph.parameter_at(bucket, path)
])

violations contains tell("facts", [
	count(graph.statements("identity")),
	count(graph.statements("trust")),
	count(graph.ingress),
	count(graph.egress),
])

violations contains tell("setting", [value | some name in ["prefix", "other"]; value := graph.setting(name)])
