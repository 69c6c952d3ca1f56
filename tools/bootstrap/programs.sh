# shellcheck shell=sh
# Redis and the forensic programs: by apt as root, otherwise from the same Debian packages unpacked into .tools/root.

title_of_programs() {
  echo "programs: $(missing_programs)"
}

make_programs() {
  packages=$(missing_packages)
  if ! command -v apt-get >/dev/null; then
    say "there is no apt-get here. Install with what there is: $(missing_programs)"
    return "$incomplete"
  fi
  # shellcheck disable=SC2086 # a list of words
  if [ "$(id -u)" = 0 ]; then
    install_packages "$1" $packages
  else
    if unpack_packages "$1" $packages; then wrap_programs; else say "apt could not fetch the packages; see $1"; fi
  fi
  link_redis
  ready_programs && return
  say "still missing: $(missing_programs)"
  say "as root: apt-get update && apt-get install -y --no-install-recommends $(missing_packages)"
  return "$incomplete"
}

title_of_images() (
  programs=$image_programs
  title_of_programs
)

make_images() (
  programs=$image_programs
  make_programs "$1"
)

title_of_machines() (
  programs=$machine_programs
  title_of_programs
)

make_machines() (
  programs=$machine_programs
  make_programs "$1"
)

missing_packages() {
  for program in $programs; do
    command -v "${program%:*}" >/dev/null || echo "${program#*:}"
  done | sort -u | tr '\n' ' '
}

# install_packages LOG PACKAGE …
install_packages() {
  log=$1
  shift
  export DEBIAN_FRONTEND=noninteractive
  : >"$log"
  # The lists of a fresh machine are missing or too old: then, and only then, they are fetched.
  as_root "$@" && return
  # An installation that was killed before is finished first.
  if grep -q 'dpkg --configure -a' "$log"; then dpkg --configure -a >>"$log" 2>&1 </dev/null; fi
  apt-get update >>"$log" 2>&1 </dev/null
  as_root "$@" && return
  # One package that cannot be had must not keep the others away.
  for package in "$@"; do
    as_root "$package" || say "not to be had by apt: $package"
  done
}

as_root() {
  apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 "$@" >>"$log" 2>&1 </dev/null
}

# unpack_packages LOG PACKAGE …: these and what they depend on, into .tools/root, without any right.
unpack_packages() {
  log=$1
  shift
  mkdir -p "$tools/apt/state/lists/partial" "$tools/apt/cache/archives/partial" "$tools/root"
  as_user update >"$log" 2>&1 </dev/null || return 1
  download "$@" || for package in "$@"; do
    download "$package" || say "not to be had by apt: $package"
  done
  for package in "$tools"/apt/cache/archives/*.deb; do
    dpkg -x "$package" "$tools/root" >>"$log" 2>&1 || return 1
  done
  rm -rf "$tools/apt"
}

download() {
  as_user install -y --download-only --no-install-recommends "$@" >>"$log" 2>&1 </dev/null
}

# apt with its own state, reading only which packages the machine has.
as_user() {
  apt-get -o "Dir::State=$tools/apt/state" -o Dir::State::status=/var/lib/dpkg/status \
    -o "Dir::Cache=$tools/apt/cache" -o Debug::NoLocking=true -o APT::Sandbox::User= "$@"
}

# One wrapper a program, that finds the unpacked libraries; no other program of the environment sees them.
wrap_programs() {
  # See link_redis.
  [ ! -e "$tools/root/usr/bin/redis-check-rdb" ] || ln -sf redis-check-rdb "$tools/root/usr/bin/redis-server"
  libraries=$(find "$tools/root" -name '*.so*' -type f | sed 's|/[^/]*$||' | sort -u | tr '\n' ':')
  for file in "$tools"/root/usr/bin/* "$tools"/root/usr/sbin/* "$tools"/root/bin/* "$tools"/root/sbin/*; do
    [ ! -f "$file" ] || [ ! -x "$file" ] || wrap "$file" "$file" "$libraries"
  done
}

# wrap NAME PROGRAM LIBRARIES
wrap() {
  wrapper=$tools/bin/${1##*/}
  {
    printf '#!/bin/sh\nexport LD_LIBRARY_PATH=%s PERL5LIB=%s\n' "$(quoted "${3%:}")" "$(quoted "$tools/root/usr/share/perl5")"
    printf 'exec %s "$@"\n' "$(quoted "$2")"
  } >"$wrapper.new"
  chmod +x "$wrapper.new"
  mv -f "$wrapper.new" "$wrapper"
}

quoted() {
  printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"
}

# Debian's redis-tools has the server under the name of the checker; its own name makes it the server.
link_redis() {
  command -v redis-server >/dev/null && return
  checker=$(command -v redis-check-rdb) || return 0
  ln -sf "$checker" "$tools/bin/redis-server"
}
