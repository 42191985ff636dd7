"""Makes a cloud assembly that is the same on every machine, to be checked in and compared."""

import json
import re
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
NEUTRAL = "/app"

# jsii unpacks the CDK into a new folder each time.
_KERNEL = re.compile(r"[^\s\"]*/jsii-kernel-[A-Za-z0-9]+/")


def write(assembly: Path, output: Path) -> list[str]:
    """Copies what the assembly's manifest names, without this machine's paths."""
    names = [*_named_files(assembly), "manifest.json", "cdk.out"]
    output.mkdir(parents=True, exist_ok=True)
    for stale in output.iterdir():
        if stale.is_file() and stale.name not in names:
            stale.unlink()
    for name in names:
        text = (assembly / name).read_text(encoding="utf-8")
        (output / name).write_text(neutral(text), encoding="utf-8")
    return sorted(names)


def neutral(text: str) -> str:
    """The text with the project at a neutral place, and the CDK's code at another."""
    return _KERNEL.sub(".../", text).replace(str(PROJECT), NEUTRAL)


def _named_files(assembly: Path) -> list[str]:
    manifest = json.loads((assembly / "manifest.json").read_text(encoding="utf-8"))
    names = []
    for artifact in manifest["artifacts"].values():
        properties = artifact.get("properties", {})
        names += [properties.get("templateFile"), properties.get("file")]
        names.append(artifact.get("additionalMetadataFile"))
    return [name for name in names if name is not None]


def main(arguments: list[str]) -> None:
    """`python -m tools.portable_assembly ASSEMBLY OUTPUT`."""
    assembly, output = (Path(argument) for argument in arguments)
    for name in write(assembly, output):
        print(output / name)


if __name__ == "__main__":
    main(sys.argv[1:])
