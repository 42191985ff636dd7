#!/usr/bin/env bash
# Makes the documents of this table anew: installs the pinned tools in a scratch folder, copies the sources there,
# synthesizes both CDK apps, previews the Pulumi program, and brings the results back.
#
#   tests/parity/regenerate.sh            in a temporary folder, removed afterwards
#   tests/parity/regenerate.sh FOLDER     in FOLDER, which keeps the installed tools for the next time
#
# Needs Node 20 or later with npm, and Python 3.9 or later with venv.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ $# -gt 0 ]; then
    mkdir -p "$1"
    scratch=$(cd "$1" && pwd -P)
else
    scratch=$(cd "$(mktemp -d)" && pwd -P)
    trap 'rm -rf "$scratch"' EXIT
fi
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1

sources() { # a fresh copy of a program; what is installed there stays
    mkdir -p "$scratch/$1"
    find "$scratch/$1" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name venv -exec rm -rf {} +
    tar -C "$here/$1" --exclude cdk.out --exclude preview.json --exclude node_modules --exclude __pycache__ -cf - . |
        tar -C "$scratch/$1" -xf -
}

neutral() { # so that no document tells where it was made
    find "$1" -type f -exec sed -i.bak "s#$scratch#/app#g" {} +
    rm -f "$1.bak" "$1"/*.bak
}

assembly() { # what the manifest names, and the manifest
    local from="$scratch/$1/cdk.out" to="$here/$1/cdk.out"
    rm -rf "$to"
    mkdir -p "$to"
    cp "$from/cdk.out" "$from/manifest.json" "$to"
    node -e '
        const { artifacts } = JSON.parse(require("fs").readFileSync(0, "utf8"));
        for (const { properties = {}, additionalMetadataFile } of Object.values(artifacts)) {
            for (const file of [properties.templateFile, properties.file, additionalMetadataFile]) {
                if (file) console.log(file);
            }
        }' <"$from/manifest.json" | while read -r file; do cp "$from/$file" "$to"; done
    neutral "$to"
}

echo "== CDK, TypeScript"
sources cdk-ts
(cd "$scratch/cdk-ts" && npm ci --ignore-scripts --no-audit --no-fund --silent)
(cd "$scratch/cdk-ts" && CDK_OUTDIR=cdk.out npx --no-install tsx bin/app.ts) >"$scratch/cdk-ts.log" 2>&1 || {
    cat "$scratch/cdk-ts.log" >&2
    exit 1
}
assembly cdk-ts

echo "== CDK, Python"
sources cdk-py
(
    cd "$scratch/cdk-py"
    [ -d venv ] || python3 -m venv venv
    venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
    # Without the variable, jsii gives no frame of the Python program.
    CDK_OUTDIR=cdk.out JSII_HOST_STACK_TRACES=1 venv/bin/python app.py
) >"$scratch/cdk-py.log" 2>&1 || {
    cat "$scratch/cdk-py.log" >&2
    exit 1
}
assembly cdk-py

echo "== Pulumi, TypeScript"
sources pulumi-ts
(cd "$scratch/pulumi-ts" && npm ci --ignore-scripts --no-audit --no-fund --silent)
# Three frames of each stack are enough here, and keep the document small.
(cd "$scratch/pulumi-ts" && node engine.mjs --out preview.json \
    --secret databasePassword=from-the-configuration --indent 1 --stable --frames 3)
cp "$scratch/pulumi-ts/preview.json" "$here/pulumi-ts/preview.json"
neutral "$here/pulumi-ts/preview.json"
