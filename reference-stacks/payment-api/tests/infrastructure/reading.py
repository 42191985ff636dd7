"""Reading a template: resources by type, references, and statements of policies."""

from collections.abc import Iterator
from typing import Any

Properties = dict[str, Any]


class Resources:
    """The resources of a template."""

    def __init__(self, resources: dict[str, Any]) -> None:
        self.by_id = resources

    def of(self, *types: str) -> dict[str, Properties]:
        """The properties of all resources of some types, by logical id."""
        return {
            key: resource.get("Properties", {})
            for key, resource in self.by_id.items()
            if resource["Type"] in types
        }

    def only(self, resource_type: str) -> tuple[str, Properties]:
        """The one resource of a type."""
        ((key, properties),) = self.of(resource_type).items()
        return key, properties

    def named(self, resource_type: str, name_property: str, name: str) -> tuple[str, Properties]:
        """The resource of a type that has a name."""
        ((key, properties),) = (
            (key, properties)
            for key, properties in self.of(resource_type).items()
            if properties.get(name_property) == name
        )
        return key, properties


def target(value: object) -> str:
    """The logical id that a Ref or GetAtt points to."""
    assert isinstance(value, dict), value
    if "Ref" in value:
        return str(value["Ref"])
    return str(value["Fn::GetAtt"][0])


def targets(value: object) -> set[str]:
    """All logical ids that a value points to, however deep."""
    if isinstance(value, list):
        return {found for item in value for found in targets(item)}
    if not isinstance(value, dict):
        return set()
    if "Ref" in value or "Fn::GetAtt" in value:
        return {target(value)}
    return {found for item in value.values() for found in targets(item)}


def text(value: object) -> str:
    """A joined text, with references as `<LogicalId>`."""
    if isinstance(value, dict) and "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return str(separator).join(text(part) for part in parts)
    if isinstance(value, dict) and "Fn::Sub" in value:
        return str(value["Fn::Sub"])
    return f"<{target(value)}>" if isinstance(value, dict) else str(value)


def as_list(value: object) -> list[Any]:
    """IAM and CDK write lists of one as the one."""
    return value if isinstance(value, list) else [value]


def role_statements(resources: Resources) -> Iterator[tuple[str, Properties]]:
    """Every statement that a role has, inline or attached, with the role's or policy's id."""
    for key, role in resources.of("AWS::IAM::Role").items():
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield key, statement
    for key, policy in resources.of("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy").items():
        for statement in policy["PolicyDocument"]["Statement"]:
            yield key, statement


def tag(properties: Properties, key: str) -> str | None:
    """The value of a tag."""
    for entry in properties.get("Tags", []):
        if entry["Key"] == key:
            return str(entry["Value"])
    return None
