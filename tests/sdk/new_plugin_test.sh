#!/usr/bin/env bash
# Installs certphoto and the SDK into an empty folder, makes a project of each kind with `certphoto plugin new`, builds it and
# runs its own tests.
#   new_plugin_test.sh BUILD
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache
for component in certphoto certphoto-plugins certphoto-sdk; do
  cmake --install "$1" --prefix "$work/prefix" --component "$component" >/dev/null
done
export PATH=$work/prefix/bin:$PATH CMAKE_PREFIX_PATH=$work/prefix
cd "$work"

if certphoto plugin new --kind chekc --name x x 2>/dev/null; then echo "a wrong kind was taken"; exit 1; fi
if certphoto plugin new --kind check --name 'A B' x 2>/dev/null; then echo "a wrong name was taken"; exit 1; fi

for kind in analyzer check transform renderer; do
  echo "== $kind"
  certphoto plugin new --kind "$kind" --name "my-$kind" "$kind"
  if certphoto plugin new --kind "$kind" --name "my-$kind" "$kind" 2>/dev/null; then echo "a folder was overwritten"; exit 1; fi
  cmake -G Ninja -S "$kind" -B "$kind/build" >/dev/null
  cmake --build "$kind/build"
  # certphoto with each kind on its drawing; the whole conformance kit is run once, by the tutorial's test
  ctest --test-dir "$kind/build" --output-on-failure -R photo
  CERTPHOTO_PLUGINS=$PWD/$kind/build/plugins certphoto plugins show "my_$kind.$kind" >/dev/null
done
