"""The checked-in assembly: fresh, whole, the same everywhere, and clean for other linters."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cloudformation_validate import CompositeEngine

from tools import portable_assembly

PROJECT = Path(__file__).resolve().parents[2]
ASSEMBLY = PROJECT / "cdk.out"
TEMPLATE = ASSEMBLY / "stack-payment-api-dev.template.json"

# CDK writes DependsOn for whole constructs, also where a reference orders the resources already.
CAUSED_BY_CDK = {"W3005"}


def files(folder: Path) -> dict[str, str]:
    """The files of an assembly, by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assembly as `synth.sh` makes it now."""
    if not (PROJECT / "node_modules" / ".bin" / "cdk").exists():
        pytest.fail("the CDK CLI is missing: run `npm ci` first")
    output = tmp_path_factory.mktemp("assembly") / "cdk.out"
    done = subprocess.run(
        [str(PROJECT / "synth.sh"), str(output)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return output


def test_the_assembly_is_fresh(fresh: Path) -> None:
    made, kept = files(fresh), files(ASSEMBLY)
    assert sorted(made) == sorted(kept)
    stale = [name for name in made if made[name] != kept[name]]
    assert not stale, f"run ./synth.sh and commit its result: {stale}"


def test_the_assembly_has_what_its_manifest_names() -> None:
    manifest = json.loads((ASSEMBLY / "manifest.json").read_text(encoding="utf-8"))
    stack = manifest["artifacts"]["stack-payment-api-dev"]
    assert stack["environment"] == "aws://unknown-account/us-east-1"
    assert set(files(ASSEMBLY)) == {
        "cdk.out",
        "manifest.json",
        "tree.json",
        "stack-payment-api-dev.assets.json",
        stack["properties"]["templateFile"],
        stack["additionalMetadataFile"],
    }


def test_the_assembly_tells_where_resources_come_from_and_on_no_machine() -> None:
    metadata = (ASSEMBLY / "stack-payment-api-dev.metadata.json").read_text(encoding="utf-8")
    assert "/app/payment_api/network.py:" in metadata
    for name, text in files(ASSEMBLY).items():
        assert not re.search(r"/(home|root|tmp|Users|var|work)/", text), name
        assert str(PROJECT) not in text, name


def test_machine_paths_are_made_neutral() -> None:
    cdk = "node_modules/aws-cdk-lib/aws-ec2/lib/vpc.js:1:287"
    frames = f"_vpc ({PROJECT}/payment_api/network.py:36)\n.../tmp/jsii-kernel-Ab1c2D/{cdk}"
    assert portable_assembly.neutral(frames) == (
        f"_vpc (/app/payment_api/network.py:36)\n.../{cdk}"
    )


def test_what_the_manifest_does_not_name_is_left_out(tmp_path: Path) -> None:
    made, kept = tmp_path / "made", tmp_path / "kept"
    made.mkdir()
    kept.mkdir()
    (made / "asset.1").mkdir()
    artifacts = {
        "Stack": {"properties": {"templateFile": "s.json"}, "additionalMetadataFile": "m.json"},
        "Tree": {"properties": {"file": "tree.json"}},
        "Flags": {},
    }
    (made / "manifest.json").write_text(json.dumps({"artifacts": artifacts}), encoding="utf-8")
    for name in ("cdk.out", "s.json", "m.json", "tree.json", "validation-report.json"):
        (made / name).write_text("{}", encoding="utf-8")
    (kept / "gone.template.json").write_text("{}", encoding="utf-8")
    portable_assembly.main([str(made), str(kept)])
    assert sorted(path.name for path in kept.iterdir()) == [
        "cdk.out",
        "m.json",
        "manifest.json",
        "s.json",
        "tree.json",
    ]


def test_cfn_lint_finds_nothing_but_what_cdk_causes() -> None:
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "cfn-lint"),
            "--format=json",
            "--include-checks=I",
            f"--template={TEMPLATE}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    found = {match["Rule"]["Id"] for match in json.loads(done.stdout or "[]")}
    assert found <= CAUSED_BY_CDK, done.stdout


def test_cloudformation_validate_finds_nothing_but_what_cdk_causes() -> None:
    report = CompositeEngine().validate_template(TEMPLATE)
    found = [
        f"{diagnostic.severity.name} {diagnostic.rule_id} {diagnostic.message}"
        for diagnostic in report.diagnostics
        if diagnostic.severity.name != "INFO" and diagnostic.rule_id not in CAUSED_BY_CDK
    ]
    assert not found
