#!/usr/bin/env bash
# Writes preview.json: what `pulumi preview --json` says of a first deployment with Pulumi.example.yaml.
#
#   ./preview.sh            writes it
#   ./preview.sh --check    fails if it is not what the program gives now
#
# Neither an account nor Pulumi's command line is needed: a stand-in for the engine (ENGINE, that of this repository) runs
# the program in Pulumi's own Node runtime. Needs `npm ci` before.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
engine=${ENGINE:-$here/../../tests/parity/pulumi-ts/engine.mjs}
written=$here/preview.json
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT

if [ ! -d "$here/node_modules/@pulumi/pulumi" ]; then
    echo "run npm ci in $here first" >&2
    exit 2
fi
# Three frames of each stack tell where a resource was written; more would make the document large.
node "$engine" --project "$here" --stack example --out "$fresh" --indent 1 --stable --frames 3
# All positions are relative to the project. What else could name this machine gets a neutral path.
sed -i.bak "s#$here#/app#g" "$fresh" && rm -f "$fresh.bak"

if [ "${1:-}" = "--check" ]; then
    diff -u "$written" "$fresh" >&2 || {
        echo "preview.json is out of date: run ./preview.sh" >&2
        exit 1
    }
else
    cp "$fresh" "$written"
    chmod 644 "$written"
fi
