#!/usr/bin/env bash
# Builds the examples from an installed tree and checks them.
#   examples_test.sh BUILD
set -euo pipefail
if ! /usr/bin/python3 -c 'import onnx' 2>/dev/null; then echo "skipped: no python3-onnx on this machine"; exit 77; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache
for component in certphoto certphoto-sdk; do
  cmake --install "$1" --prefix "$work/prefix" --component "$component" >/dev/null
done
mkdir -p "$work/prefix/lib/certphoto/plugins"
export PATH=$work/prefix/bin:$PATH CMAKE_PREFIX_PATH=$work/prefix
cp -r "$work/prefix/share/certphoto/sdk/examples" "$work/examples"
folders=
for example in uniform watermark wall_tone; do
  echo "== $example"
  cmake -G Ninja -S "$work/examples/$example" -B "$work/$example" >/dev/null
  cmake --build "$work/$example"
  certphoto-plugin-check --group load --group tables --group parameters --group evidence --group references \
    "$work/$example/plugins/$example.so"
  folders=$folders:$work/$example/plugins
done
# all three in one installation, each in a process of its own
CERTPHOTO_PLUGINS=${folders#:} certphoto plugins list | grep -c 'example\.' | grep -qx 4
