#!/usr/bin/env python3
"""Creates the three templates in an account that exists only on loopback.

    pip install 'moto[server,cloudformation]' boto3 pyyaml
    python reference-stacks/try_with_moto.py [SYSTEM ...]

moto does not know every resource type, so what is submitted is a copy of the template: without the resources of the
types that it does not know, and without what refers to them. A reference is cut out with the smallest thing around it
that a template can do without: an item of a list (a statement, an entry of DependsOn), or else the property. Each cut
is printed, so that nobody takes the result for more than it is. Deletion is not tried: moto leaves route tables behind,
and then refuses to delete their VPC.
"""

from __future__ import annotations

import importlib
import ipaddress
import itertools
import pkgutil
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import yaml

HERE = Path(__file__).resolve().parent
EMAIL = "alarms@example.com"
# Parameters without a value here are made first: a certificate, a layer.
SYSTEMS: dict[str, dict[str, Any]] = {
    "secure-baseline": {
        "region": "us-east-1",
        "parameters": {"CertificateArn": "", "AlarmEmail": EMAIL},
    },
    "serverless": {
        "region": "us-west-2",
        "parameters": {"AlarmEmail": EMAIL},
    },
    "novacart": {
        "region": "us-east-1",
        "parameters": {
            "SiteDomainName": "www.example.com",
            "SiteCertificateArn": "",
            "DatabaseDriverLayerArn": "",
            "AlarmEmail": EMAIL,
        },
    },
}
# What moto does not know of the types that it knows: attributes, and properties that it demands though AWS does not.
UNKNOWN_ATTRIBUTES = {"AWS::RDS::DBInstance": ["MasterUserSecret.SecretArn"]}
DEMANDED = {"AWS::ApiGateway::Method": ("Integration", "Uri")}
# Properties that moto falls over.
UNKNOWN_PROPERTIES = {"AWS::RDS::DBInstance": ["DBParameterGroupName"]}
NO_TYPES = {"AWS::CloudFormation::WaitCondition", "AWS::CloudFormation::WaitConditionHandle"}


class TemplateLoader(yaml.SafeLoader):
    """Reads the short forms of intrinsic functions as their long ones."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    else:
        raise TypeError(type(node).__name__)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


TemplateLoader.add_multi_constructor("!", _intrinsic)
# Versions of policies and templates are text, not dates.
TemplateLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def known_types() -> set[str]:
    """The resource types that moto can create."""
    import moto
    from moto.core.common_models import CloudFormationModel

    for module in pkgutil.iter_modules(moto.__path__):
        try:
            importlib.import_module(f"moto.{module.name}.models")
        except ImportError:
            continue

    def below(model: Any) -> Iterator[Any]:
        for child in model.__subclasses__():
            yield child
            yield from below(child)

    found = set(NO_TYPES)
    for model in below(CloudFormationModel):
        try:
            found.add(model.cloudformation_type())
        except (NotImplementedError, TypeError):
            # An abstract model.
            continue
    return found


def named(value: Any) -> Iterator[str]:
    """What a value itself refers to, not what lies below it: resources, and attributes as `Resource.Attribute`."""
    if not isinstance(value, dict) or len(value) != 1:
        return
    ((function, argument),) = value.items()
    names: list[str] = []
    if function == "Ref" and isinstance(argument, str):
        names = [argument]
    elif function == "Fn::GetAtt" and argument:
        names = [".".join(argument) if isinstance(argument, list) else argument]
    elif function == "Fn::Sub":
        text, local = (argument, {}) if isinstance(argument, str) else (argument[0], argument[1])
        names = [name for name in re.findall(r"\$\{([^!}][^}]*)\}", text) if name not in local]
    for name in names:
        yield name
        yield name.split(".")[0]


def refers(value: Any, gone: set[str]) -> bool:
    if any(name in gone for name in named(value)):
        return True
    if isinstance(value, dict):
        return any(refers(part, gone) for part in value.values())
    return isinstance(value, list) and any(refers(part, gone) for part in value)


def is_function(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith(("Fn::", "Ref"))


def cut(value: Any, gone: set[str], place: str, cuts: list[str]) -> Any:
    """The value without what refers to resources or attributes that are gone."""
    if isinstance(value, list):
        kept = []
        for index, item in enumerate(value):
            inside: list[str] = []
            below = f"{place}[{index}]"
            rest = item
            if refers(item, gone):
                rest = None if is_function(item) else cut(item, gone, below, inside)
                # An item that lost a property is another thing; one that lost an entry of a list is not.
                if rest is None or any(not lost.endswith("]") for lost in inside):
                    cuts.append(below)
                    continue
            kept.append(rest)
            cuts.extend(inside)
        return kept
    if not isinstance(value, dict):
        return value
    result = {}
    for key, part in value.items():
        below = f"{place}.{key}"
        if not refers(part, gone):
            result[key] = part
            continue
        inside = []
        rest = {} if is_function(part) else cut(part, gone, below, inside)
        if rest:
            result[key] = rest
            cuts.extend(inside)
        else:
            cuts.append(below)
    return result


def required(kind: str, region: str) -> set[str]:
    """The properties that a resource cannot do without."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

    return set(PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, kind).schema.get("required", []))


def demanded_is_there(kind: str, properties: dict[str, Any]) -> bool:
    value: Any = properties
    for key in DEMANDED.get(kind, ()):
        if key not in value:
            return False
        value = value[key]
    return True


def listed(resource: dict[str, Any]) -> list[str]:
    depends = resource.get("DependsOn", [])
    return [depends] if isinstance(depends, str) else depends


def without(resources: dict[str, Any], region: str, known: set[str]) -> tuple[dict[str, str], set[str]]:
    """The resources that cannot be in the copy, with the reason, and all that nothing may refer to."""
    reasons = {name: resource["Type"] for name, resource in resources.items() if resource["Type"] not in known}
    attributes = {
        f"{name}.{attribute}"
        for name, resource in resources.items()
        for attribute in UNKNOWN_ATTRIBUTES.get(resource["Type"], [])
    }
    found = True
    while found:
        found = False
        for name, resource in resources.items():
            if name in reasons:
                continue
            kind, properties = resource["Type"], resource.get("Properties", {})
            rest = cut(properties, set(reasons) | attributes, name, [])
            missing = sorted(key for key in required(kind, region) if key in properties and key not in rest)
            if not demanded_is_there(kind, rest):
                missing = missing or [".".join(DEMANDED[kind])]
            # moto deploys no API without methods.
            if kind == "AWS::ApiGateway::Deployment" and all(method in reasons for method in listed(resource)):
                missing = ["methods"]
            if missing:
                reasons[name] = f"{kind}, for its {missing[0]}"
                found = True
    return reasons, set(reasons) | attributes


def subnets(value: Any, parameters: dict[str, str]) -> Any:
    """Works out Fn::Cidr, which moto does not."""
    if isinstance(value, list):
        return [subnets(item, parameters) for item in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Cidr" not in value:
        return {key: subnets(part, parameters) for key, part in value.items()}
    block, count, bits = value["Fn::Cidr"]
    network = ipaddress.ip_network(parameters[block["Ref"]])
    return [str(each) for each in itertools.islice(network.subnets(new_prefix=32 - int(bits)), int(count))]


def copy_for_moto(template: dict[str, Any], system: str, known: set[str]) -> tuple[dict[str, Any], list[str]]:
    resources = template["Resources"]
    reasons, gone = without(resources, SYSTEMS[system]["region"], known)
    cuts = [f"{name} ({reason})" for name, reason in sorted(reasons.items())]
    defaults = {name: parameter.get("Default", "") for name, parameter in template["Parameters"].items()}
    result = dict(template)
    result["Resources"] = {}
    for name, resource in resources.items():
        if name in gone:
            continue
        copy = {key: part for key, part in resource.items() if key != "DependsOn"}
        depends = [other for other in listed(resource) if other not in gone]
        if depends:
            copy["DependsOn"] = depends
        properties = cut(resource.get("Properties", {}), gone, name, cuts)
        for key in UNKNOWN_PROPERTIES.get(resource["Type"], []):
            if properties.pop(key, None) is not None:
                cuts.append(f"{name}.{key}")
        copy["Properties"] = subnets(properties, defaults | SYSTEMS[system]["parameters"])
        result["Resources"][name] = copy
    result["Outputs"] = {}
    for name, output in template.get("Outputs", {}).items():
        if refers(output, gone):
            cuts.append(f"output {name}")
        else:
            result["Outputs"][name] = output
    # moto does not evaluate assertions.
    result.pop("Rules", None)
    return result, cuts


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def start_server() -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    command = [sys.executable, "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server, f"http://127.0.0.1:{port}"
        time.sleep(0.2)
    server.terminate()
    raise SystemExit("moto's server does not start")


def try_system(system: str, endpoint: str, known: set[str]) -> bool:
    text = (HERE / system / "lib" / "TapStack.yml").read_text(encoding="utf-8")
    template = yaml.load(text, TemplateLoader)
    copy, cuts = copy_for_moto(template, system, known)
    print(f"{system}: {len(copy['Resources'])} of {len(template['Resources'])} resources; left out:")
    for line in cuts:
        print(f"  {line}")

    def client(service: str) -> Any:
        return boto3.client(
            service,
            region_name=SYSTEMS[system]["region"],
            endpoint_url=endpoint,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    values = dict(SYSTEMS[system]["parameters"])
    for key in values:
        if key.endswith("CertificateArn"):
            certificate = client("acm").request_certificate(DomainName="www.example.com")
            values[key] = certificate["CertificateArn"]
        elif key.endswith("LayerArn"):
            layer = client("lambda").publish_layer_version(
                LayerName="mysql-driver", Content={"ZipFile": b"PK\x05\x06" + b"\0" * 18}
            )
            values[key] = layer["LayerVersionArn"]
    cloudformation = client("cloudformation")
    name = f"try-{system}"
    parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]
    try:
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=yaml.safe_dump(copy, sort_keys=False),
            Parameters=parameters,
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        status = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    except Exception as problem:  # noqa: BLE001 - whatever moto stumbles over is the answer
        print(f"  FAILED: {problem}")
        return False
    print(f"  {status}")
    if status != "CREATE_COMPLETE":
        for event in events:
            print(f"  {event.get('LogicalResourceId')}: {event.get('ResourceStatusReason')}")
        return False
    return True


def main(systems: list[str]) -> int:
    unknown = [system for system in systems if system not in SYSTEMS]
    if unknown:
        print(f"no such system: {', '.join(unknown)}; there are {', '.join(SYSTEMS)}", file=sys.stderr)
        return 2
    known = known_types()
    server, endpoint = start_server()
    try:
        results = [try_system(system, endpoint, known) for system in systems or SYSTEMS]
    finally:
        server.terminate()
        server.wait()
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
