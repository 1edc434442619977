# shellcheck shell=bash
# Programs that judge the service in its tests, from Debian's packages: unpacked, not installed, because an installed one would be started as a
# service of this machine. Sourced after build.sh.

TOOLS=$DEPS/tools

# fetch_tools: promtool and haproxy into $TOOLS/bin. Without the network the tests that need them are skipped.
fetch_tools() {
  [[ -x $TOOLS/bin/promtool && -x $TOOLS/bin/haproxy ]] && return
  local work list=(prometheus haproxy liblua5.3-0 libopentracing-c-wrapper0 libopentracing1)
  say "fetching promtool and haproxy (22 MB)"
  work=$(mktemp -d)
  if ! (cd "$work" && { apt-get download "${list[@]}" || { as_root apt-get update && apt-get download "${list[@]}"; }; } >apt.log 2>&1); then
    say "  cannot download them: the tests that need them will be skipped"
    rm -r "$work"
    return
  fi
  mkdir -p "$TOOLS/bin" "$TOOLS/lib"
  dpkg-deb --fsys-tarfile "$work"/prometheus_*.deb | tar -xO ./usr/bin/promtool >"$TOOLS/bin/promtool"
  for package in "$work"/{haproxy,lib}*.deb; do dpkg-deb --extract "$package" "$work/root"; done
  find "$work/root" -name '*.so*' -exec cp -P {} "$TOOLS/lib/" \;
  cp "$work/root/usr/sbin/haproxy" "$TOOLS/bin/haproxy"
  chmod +x "$TOOLS"/bin/*
  rm -r "$work"
}
