#!/usr/bin/env bash
# Installs the SDK into an empty folder and builds the consumer projects against nothing else.
#   consumer_test.sh BUILD gcc|clang
set -euo pipefail
build=$1 compiler=$2
here=$(cd "$(dirname "$0")" && pwd)
case $compiler in gcc) cc=gcc cxx=g++ ;; *) cc=$compiler cxx=$compiler++ ;; esac
if ! command -v "$cxx" >/dev/null; then
  echo "skipped: no $cxx on this machine"
  exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/prefix" --component certphoto-sdk >/dev/null
cp -r "$here/consumer" "$work/source"

exports_only_its_entry() {
  local symbols
  symbols=$(nm -D --defined-only "$1" | awk '{print $3}')
  [[ $symbols == certphoto_plugin ]] || { echo "$1 exports: $symbols"; exit 1; }
}

echo "== CMake, C++, $cxx"
cmake -G Ninja -S "$work/source/cxx" -B "$work/cxx" -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_CXX_COMPILER="$cxx" >/dev/null
cmake --build "$work/cxx"
exports_only_its_entry "$work/cxx/consumer_cxx.so"

echo "== CMake, C alone, $cc"
cmake -G Ninja -S "$work/source/c" -B "$work/c" -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_C_COMPILER="$cc" >/dev/null
cmake --build "$work/c"
exports_only_its_entry "$work/c/consumer_c.so"

echo "== pkg-config, C, $cc"
export PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name certphoto-sdk.pc)")
# shellcheck disable=SC2046
"$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -fvisibility=hidden -shared -fPIC \
  $(pkg-config --cflags certphoto-sdk) "$work/source/c/plugin.c" \
  $(pkg-config --variable=plugin_ldflags certphoto-sdk) -o "$work/by_hand.so"
exports_only_its_entry "$work/by_hand.so"
