#!/usr/bin/env bash
# Are the converted models the models they were made from? Runs each beside its original on the same input:
# TensorFlow.js is the oracle for what scripts/models/tfjs_to_onnx.py made, the unchanged file for what
# scripts/models/tune_onnx.py rewrote. Takes about a minute after a first download of some 150 MB.
#
# Exits with 0 if all outputs agree within 1e-3. Needs scripts/setup to have run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/lib/common.sh
source "$ROOT/scripts/lib/common.sh"

DEPS=${CERTPHOTO_DEPS:-$ROOT/build/deps}
[[ -d $DEPS/models ]] || die "there are no models in $DEPS" "run scripts/setup first"
export CERTPHOTO_DEPS=$DEPS

# The versions, and the checksum of each package, are those of package-lock.json.
oracle=$DEPS/oracle
if ! cmp --silent "$ROOT/tests/models/package-lock.json" "$oracle/installed-lock.json"; then
  say "installing TensorFlow.js and ONNX Runtime for Node.js"
  mkdir -p "$oracle"
  cp "$ROOT/tests/models/package.json" "$ROOT/tests/models/package-lock.json" "$oracle"
  # No install scripts: onnxruntime-node's would fetch GPU libraries that nothing here uses.
  npm ci --prefix "$oracle" --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error >/dev/null ||
    die "npm ci failed" "check the network, any proxy, and \`npm config get registry\`"
  cp "$ROOT/tests/models/package-lock.json" "$oracle/installed-lock.json"
fi

"$PYTHON" "$ROOT/scripts/models/fetch.py" --all
originals=$(mktemp -d)
trap 'rm -rf "$originals"' EXIT
"$PYTHON" "$ROOT/scripts/models/fetch.py" --originals "$originals"
cd "$oracle"
node "$ROOT/scripts/models/verify_tfjs.mjs" "$originals" "$DEPS/models"
