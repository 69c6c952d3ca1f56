#!/bin/sh
# Makes a forensic host out of a plain Linux: run as root in an image build, from the payload folder.
#
#   sh install.sh SHA256      SHA256 is the digest of the payload's SHA256SUMS, from whoever made the payload
#
# Fetches nothing. Running it again gives the same host. Exit codes: 0 done, 64 called wrongly, 65 the payload is not
# the one that was meant, 69 this system is none that it knows, 70 a program does not run here.
set -eu
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

here=$(cd "$(dirname -- "$0")" && pwd)
place=/opt/afo
services='acquisition-agent analysis-worker report-generator'

main() {
  [ $# -eq 1 ] || stop 64 'usage: install.sh SHA256-of-SHA256SUMS'
  [ "$(id -u)" = 0 ] || stop 64 'must be run as root'
  check_payload "$1"
  choose_system
  make_users
  put_files
  put_units
  system_prepare
  close_doors
  try_programs
  # Gone with the next start: until then nothing of this runs, and verify.sh says so.
  if [ -d /run/systemd/system ]; then : >/run/afo-installed; fi
  say "installed $1"
}

say() { printf 'install: %s\n' "$1"; }

stop() {
  printf 'install: %s\n' "$2" >&2
  exit "$1"
}

# Nothing that is not listed, nothing listed that is missing or different, and the list itself is the one that is meant.
check_payload() {
  cd "$here"
  printf '%s  SHA256SUMS\n' "$1" | sha256sum --check --status || stop 65 'SHA256SUMS is not the list that was meant'
  sha256sum --check --strict --quiet SHA256SUMS || stop 65 'the payload is damaged'
  # Names that fill more than one line could pass for two others.
  [ -z "$(find . -name '*[! -~]*')" ] || stop 65 'a name in the payload is not plain'
  # Twice listed and once there is three times; what is there alone stands once.
  unlisted=$({
    find . ! -type d ! -path ./SHA256SUMS | sed 's|^\./||'
    cut -c67- SHA256SUMS
    cut -c67- SHA256SUMS
  } | sort | uniq -u)
  [ -z "$unlisted" ] || stop 65 "not in the list: $unlisted"
}

choose_system() {
  # shellcheck source=/dev/null
  . /etc/os-release
  case "${ID:-} ${ID_LIKE:-}" in
    *debian*) system=debian ;;
    amzn*) system=amazon-linux ;;
    *) stop 69 "no instructions for ${PRETTY_NAME:-this system}: os/ has Debian and Amazon Linux" ;;
  esac
  # shellcheck source=/dev/null
  . "$here/os/$system.sh"
}

# One user a service, without a home, a shell or a password.
make_users() {
  for service in $services; do
    getent passwd "afo-$service" >/dev/null ||
      useradd --system --user-group --no-create-home --home-dir / --shell /usr/sbin/nologin "afo-$service"
  done
}

# The old place stays until the new one is whole.
put_files() {
  rm -rf "$place.new" "$place.old"
  cp -R "$here/root" "$place.new"
  cp "$here/SHA256SUMS" "$here/manifest.json" "$here/verify.sh" "$place.new/"
  mkdir "$place.new/os"
  cp "$here/os/"* "$place.new/os/"
  chown -R 0:0 "$place.new"
  chmod -R u=rwX,go=rX "$place.new"
  chmod 755 "$place.new/runtime/bin/"* "$place.new/tools/bin/"* "$place.new/tools/programs/"*
  [ ! -e "$place" ] || mv "$place" "$place.old"
  mv "$place.new" "$place"
  rm -rf "$place.old"
  # Settings hold names of keys and addresses; the service manager reads them as root.
  mkdir -p /etc/afo
  chmod 700 /etc/afo
}

put_units() {
  for service in $services; do
    install -m 644 "$here/systemd/$service.service" "/etc/systemd/system/$service.service"
    systemctl enable --quiet "$service.service"
  done
  install -D -m 644 "$here/systemd/journal.conf" /etc/systemd/journald.conf.d/afo.conf
}

# No way in but the agent of Systems Manager, and nothing that changes the system by itself.
close_doors() {
  # shellcheck disable=SC2154 # from os/
  for unit in ssh.service ssh.socket sshd.service sshd.socket $system_updaters; do
    systemctl mask --quiet "$unit"
  done
  printf 'kernel.core_pattern = |/bin/false\nfs.suid_dumpable = 0\n' >/etc/sysctl.d/60-afo.conf
  rm -f /root/.ssh/authorized_keys
  usermod --lock root
}

# What was copied must run with the libraries of this system.
try_programs() {
  for tool in "$place"/tools/bin/*; do
    case ${tool##*/} in
      bwrap) set -- --version ;;
      *) set -- -V ;;
    esac
    "$tool" "$@" >/dev/null || stop 70 "${tool##*/} does not run here"
  done
  "$place/runtime/bin/node" --version >/dev/null || stop 70 'node does not run here'
}

main "$@"
