# shellcheck shell=bash
# Shared by the scripts of this project; sourced, never run.

# Debian's own interpreter: another one may come first in PATH, without the packages that set-up installs.
# shellcheck disable=SC2034  # used by the scripts that source this
PYTHON=/usr/bin/python3

# Node.js brings its own list of certificate authorities. Where a proxy's certificate was added to the system's list,
# npm must see it too.
if [[ -z ${NODE_EXTRA_CA_CERTS:-} && -r /etc/ssl/certs/ca-certificates.crt ]]; then
  export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
fi

say() { printf '%s\n' "$*"; }

# die MESSAGE [WHAT TO DO]
die() {
  printf '\n%s: error: %s\n' "${0##*/}" "$1" >&2
  [[ $# -lt 2 ]] || printf '  what to do: %s\n' "$2" >&2
  exit 1
}

# as_root COMMAND...: run it directly as root, through sudo otherwise.
as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    # Proxy settings come from the caller's environment; sudo would drop them.
    sudo --preserve-env=http_proxy,https_proxy,no_proxy,HTTP_PROXY,HTTPS_PROXY,NO_PROXY,DEBIAN_FRONTEND "$@"
  else
    die "'$1' needs root, and sudo is not installed" "run this as root, or install sudo"
  fi
}
