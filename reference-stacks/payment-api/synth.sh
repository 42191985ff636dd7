#!/usr/bin/env bash
# Synthesizes the cloud assembly, by default into cdk.out, which is checked in.
#
# The result is the same on every machine: the places in the code that made a resource are given
# below /app, and the build context of the image, which the CLI only needs to deploy, is left out.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
output="${1:-cdk.out}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# The first variable lets Python's lines into the metadata, the others keep out what differs.
JSII_HOST_STACK_TRACES=1 \
JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1 \
PYTHONDONTWRITEBYTECODE=1 \
    npx --no-install cdk synth --quiet --no-notices --output "$work" \
    --context environment_suffix=dev

python3 -m tools.portable_assembly "$work" "$output"
