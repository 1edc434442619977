# Installs what packages.txt lists; sourced by scripts/setup.

is_installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# missing_packages required|optional: those of packages.txt that are not installed
missing_packages() {
  local kind=$1 name condition
  while read -r name condition; do
    case $condition in
      '?') [[ $kind == optional ]] || continue ;;
      command:*) [[ $kind == required ]] && ! command -v "${condition#command:}" >/dev/null || continue ;;
      '') [[ $kind == required ]] || continue ;;
      *) die "packages.txt: unknown condition '$condition' for $name" ;;
    esac
    is_installed "$name" || printf '%s\n' "$name"
  done < <(sed 's/#.*//; /^[[:space:]]*$/d' "$(dirname "${BASH_SOURCE[0]}")/packages.txt")
}

apt_update() {
  as_root apt-get update -qq ||
    die "apt-get update failed" "check the network, any proxy, and the sources under /etc/apt, then run this again"
}

has_candidate() { [[ $(apt-cache policy "$1" 2>/dev/null) =~ Candidate:\ [^\(] ]]; }

install_packages() {
  local missing wanted=() package
  mapfile -t missing < <(missing_packages required)
  if [[ ${#missing[@]} -eq 0 ]]; then
    say "  all installed"
    return
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt_update
  for package in "${missing[@]}"; do
    has_candidate "$package" ||
      die "this system has no package '$package'" "use Debian 12 or later, with its 'main' component enabled"
  done
  mapfile -t wanted < <(missing_packages optional)
  for package in "${wanted[@]}"; do
    if has_candidate "$package"; then missing+=("$package"); fi
  done
  say "  installing ${#missing[@]}: ${missing[*]}"
  as_root apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 \
    "${missing[@]}" >"$LOG_DIR/apt.log" 2>&1 || {
    tail -n 20 "$LOG_DIR/apt.log" >&2
    die "apt-get install failed (whole log: $LOG_DIR/apt.log)" "fix what the lines above name, then run this again"
  }
}
