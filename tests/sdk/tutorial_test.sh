#!/usr/bin/env bash
# Runs every `sh` block of docs/sdk/tutorial.md, in order, with an installed tree.
#   tutorial_test.sh BUILD SOURCE
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache
for component in certphoto certphoto-sdk; do
  cmake --install "$1" --prefix "$work/prefix" --component "$component" >/dev/null
done
mkdir -p "$work/prefix/lib/certphoto/plugins" "$work/here"
export PATH=$work/prefix/bin:$PATH CMAKE_PREFIX_PATH=$work/prefix
sed -n '/^```sh$/,/^```$/{/^```/d; p}' "$2/docs/sdk/tutorial.md" >"$work/commands.sh"
[[ $(wc -l <"$work/commands.sh") -gt 10 ]]
cd "$work/here"
bash -euxo pipefail "$work/commands.sh"
