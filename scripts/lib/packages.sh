# shellcheck shell=bash
# Installs what packages.txt lists; sourced by scripts/setup.

is_installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# missing_packages required|optional: those of packages.txt that are not installed
missing_packages() {
  local kind=$1 name condition
  while read -r name condition; do
    case $kind:$condition in
      required: | optional:'?') ;;
      required:command:*) ! command -v "${condition#command:}" >/dev/null || continue ;;
      required:'?' | optional: | optional:command:*) continue ;;
      *) die "packages.txt: '$name' has the unknown condition '$condition'" "see the head of that file" ;;
    esac
    is_installed "$name" || printf '%s\n' "$name"
  done < <(sed 's/#.*//; /^[[:space:]]*$/d' "$(dirname "${BASH_SOURCE[0]}")/packages.txt")
}

has_candidate() { [[ $(apt-cache policy "$1" 2>/dev/null) =~ Candidate:\ [^\(] ]]; }

install_packages() {
  local list missing package
  list=$(missing_packages required)
  if [[ -z $list ]]; then
    say "  all installed"
    return
  fi
  mapfile -t missing <<<"$list"
  export DEBIAN_FRONTEND=noninteractive
  # One broken source among many need not stop us: what matters is whether the packages can be had.
  as_root apt-get update -qq || say "  apt-get update failed; going on with the package lists that are there"
  for package in "${missing[@]}"; do
    has_candidate "$package" ||
      die "apt knows no package '$package'" \
        "check the network, any proxy and the sources under /etc/apt: Debian 12 or later, component main"
  done
  for package in $(missing_packages optional); do
    if has_candidate "$package"; then missing+=("$package"); fi
  done
  say "  installing ${#missing[@]}: ${missing[*]}"
  as_root apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 \
    "${missing[@]}" >"$LOG_DIR/apt.log" 2>&1 || {
    tail -n 20 "$LOG_DIR/apt.log" >&2
    die "apt-get install failed (whole log: $LOG_DIR/apt.log)" "fix what the lines above name, then run this again"
  }
}
