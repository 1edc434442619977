# Configuring, building and fetching the demo's portrait; sourced after common.sh, with ROOT set.

DEPS=${CERTPHOTO_DEPS:-$ROOT/build/deps}

# build PRESET: into build/PRESET.
build() {
  local preset=$1 log
  [[ -n $preset ]] || die "--preset needs a name" "one of release, debug, asan, tsan"
  mkdir -p "$ROOT/build/$preset"
  log=$ROOT/build/$preset/configure.log
  say "configuring ($preset)"
  (cd "$ROOT" && cmake --preset "$preset" -DCERTPHOTO_DEPS="$DEPS") >"$log" 2>&1 ||
    { tail -n 30 "$log" >&2; die "cmake failed" "the whole log is $log"; }
  say "building ($preset): a first build takes some minutes"
  cmake --build "$ROOT/build/$preset" --parallel "$(nproc)"
}

# The portrait the demo and some tests use: NASA's photo of Eileen Collins, public domain, from Debian's python3-skimage, which is unpacked,
# not installed.
PORTRAIT=$DEPS/portrait/astronaut.png
PORTRAIT_SHA256=88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5

fetch_portrait() {
  if [[ -f $PORTRAIT ]] && sha256sum --check --status <<<"$PORTRAIT_SHA256  $PORTRAIT"; then return; fi
  say "fetching the portrait (python3-skimage, 21 MB)"
  local work
  work=$(mktemp -d)
  # a machine that had every package already may have no package lists
  (cd "$work" && { apt-get download python3-skimage || { as_root apt-get update && apt-get download python3-skimage; }; } >apt.log 2>&1) ||
    { cat "$work/apt.log" >&2; die "cannot download python3-skimage" "run apt-get update, or check the package sources"; }
  mkdir -p "$(dirname "$PORTRAIT")"
  dpkg-deb --fsys-tarfile "$work"/python3-skimage_*.deb |
    tar -xO ./usr/lib/python3/dist-packages/skimage/data/astronaut.png >"$PORTRAIT.part"
  sha256sum --check --status <<<"$PORTRAIT_SHA256  $PORTRAIT.part" ||
    die "the portrait in this release's python3-skimage is another one" "report the Debian release; the demo runs with your own photos: scripts/demo FOLDER"
  mv "$PORTRAIT.part" "$PORTRAIT"
  rm -r "$work"
}
