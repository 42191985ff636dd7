#!/usr/bin/env python3
"""Compares the expansion of IAM actions with policy-sentry's: benches/iam_expansion.py FOLDER...

Takes every policy document out of the templates of the folders, as `cfn-guardian graph` sees it, expands its actions with
the catalogue of this repository and with the Python package policy-sentry, and says where the two differ. A difference
that one catalogue's action alone makes (AWS added or removed it between the dates of the data) is counted; any other one
is a mistake in one of them, and makes the script fail.

policy-sentry goes into a virtual environment below `target/`, which is made if it is not there.
"""

import json
import os
import subprocess
import sys
import venv
from collections import Counter
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / "target" / "iam-expansion"
PACKAGE = "policy-sentry==0.15.2"
WANTED = 300
SUFFIXES = {".yaml", ".yml", ".json", ".template"}


def in_environment():
    """Runs this script again with the package installed."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PACKAGE], check=True)
    os.execv(python, [str(python), __file__, *sys.argv[1:], "--inside"])


def documents(program, folders):
    """The action patterns of each document: template, resource and the path to its statements."""
    found = {}
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix not in SUFFIXES or not path.is_file():
                continue
            said = subprocess.run([program, "graph", path, "--format", "json"], capture_output=True, text=True)
            if said.returncode != 0:
                continue
            for statement in json.loads(said.stdout)["facts"]["statements"]:
                steps = statement["path"]
                where = steps[: steps.index("Statement")] if "Statement" in steps else steps
                patterns = [action["value"] for action in statement["actions"] + statement["not_actions"]]
                key = (str(path), statement["owner"], json.dumps(where))
                found.setdefault(key, set()).update(text for text in patterns if isinstance(text, str))
    return {key: patterns for key, patterns in found.items() if patterns}


def ours(patterns):
    """Each pattern's actions in lower case, and what the data is."""
    command = ["cargo", "run", "--quiet", "--locked", "--package", "xtask", "--", "iam-expand"]
    said = subprocess.run(command, cwd=ROOT, input="\n".join(patterns) + "\n", capture_output=True, text=True, check=True)
    head, *lines = said.stdout.splitlines()
    rows = [line.split("\t") for line in lines]
    return {row[0]: {action.lower() for action in row[1:]} for row in rows}, head.removeprefix("# ")


def theirs(patterns):
    """The same by policy-sentry, which gives back a pattern that it knows no action for."""
    from policy_sentry.analysis.expand import expand
    from policy_sentry.querying.all import get_all_actions

    known = {action.lower() for action in get_all_actions()}
    rows = {}
    for pattern in patterns:
        # It takes `?` for no wildcard, and a prefix in lower case only.
        service, _, name = pattern.partition(":")
        expanded = expand(f"{service.lower()}:{name}" if name else pattern)
        rows[pattern] = {action.lower() for action in expanded if action.lower() in known}
    return rows, known


def main():
    folders = [argument for argument in sys.argv[1:] if argument != "--inside"]
    if not folders or not all(Path(folder).is_dir() for folder in folders):
        sys.exit("usage: benches/iam_expansion.py FOLDER...")
    if "--inside" not in sys.argv:
        in_environment()
    subprocess.run(["cargo", "build", "--quiet", "--locked"], cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    by_document = documents(target / "debug" / "cfn-guardian", folders)
    patterns = sorted(set().union(*by_document.values(), {"*"}))
    left, source = ours(patterns)
    right, known_right = theirs(patterns)
    known_left = left["*"]

    added, removed, mistakes = Counter(), Counter(), []
    for pattern in patterns:
        for action in sorted(left[pattern] ^ right[pattern]):
            if action in known_left and action in known_right:
                mistakes.append((pattern, action))
            elif pattern != "*":
                (added if action in known_left else removed)[action] += 1
    equal = sum(all(left[pattern] == right[pattern] for pattern in patterns) for patterns in by_document.values())
    print(f"{len(by_document)} documents with {len(patterns) - 1} different patterns")
    print(f"here: {source}, {len(known_left)} actions; policy-sentry {metadata.version('policy-sentry')}: {len(known_right)}")
    print(f"{equal} documents expand to the same actions, {len(by_document) - equal} hold a pattern that reaches one of these:")
    print(f"{len(added)} actions only here: {', '.join(sorted(added)[:20])}")
    print(f"{len(removed)} actions only there: {', '.join(sorted(removed)[:20])}")
    print(f"{len(mistakes)} actions that both know and expand differently")
    for pattern, action in mistakes[:50]:
        print(f"  {pattern}: {action}")
    if mistakes:
        sys.exit(1)
    if len(by_document) < WANTED:
        sys.exit(f"fewer than {WANTED} documents: give more folders")


if __name__ == "__main__":
    main()
