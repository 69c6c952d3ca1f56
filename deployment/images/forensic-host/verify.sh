#!/bin/sh
# Looks whether this is a forensic host as it was meant: the test phase of an image build, and a check at any time.
# Changes nothing. Run as root, from the payload or from /opt/afo.
#
#   sh verify.sh SHA256        SHA256 is the digest of the payload's SHA256SUMS
#
# AFO_VERIFY_SECONDS: how long services may take to be ready, 60 unless given. Says every check, and at the end
# `N passed, N failed, N not checked`. Exit code 0 only when none failed. Not checked is what needs a system that was
# started after the installation, counted and named.
set -eu
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

place=/opt/afo
services='acquisition-agent analysis-worker report-generator'
passed=0
failed=0
unchecked=0

main() {
  [ $# -eq 1 ] || {
    echo 'usage: verify.sh SHA256-of-SHA256SUMS' >&2
    exit 64
  }
  load_system
  check 'the list of files is the one that was meant' list_is "$1"
  check 'every file is as listed' files_are_as_listed
  check 'nothing else lies beside them' nothing_else
  check 'root alone may change them' only_root_writes
  check 'settings are read by root alone' settings_are_closed
  check 'the tools run' tools_run
  check 'no compiler' no_compiler
  check 'no door for people' no_door
  check 'nothing updates itself' no_updates
  for service in $services; do
    check "$service: a user of its own, without a shell" has_user "$service"
    check "$service: starts with the system" is_enabled "$service"
    check "$service: exposure at most $(limit_of "$service") of 100 by systemd-analyze" is_hardened "$service"
  done
  if [ ! -d /run/systemd/system ]; then
    not_checked 'services, listeners: the system is not running (a build root)'
  elif [ -e /run/afo-installed ]; then
    not_checked 'services, listeners: the system was not started since it was installed'
  else
    check_running
  fi
  printf '%s passed, %s failed, %s not checked\n' "$passed" "$failed" "$unchecked"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# check TITLE COMMAND …: what the command prints says why it failed.
check() {
  title=$1
  shift
  if why=$("$@" 2>&1); then
    passed=$((passed + 1))
    printf 'ok      %s\n' "$title"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s: %s\n' "$title" "$(printf %s "$why" | tr '\n' ' ' | cut -c1-500)"
  fi
}

not_checked() {
  unchecked=$((unchecked + 1))
  printf 'not     %s\n' "$1"
}

load_system() {
  # shellcheck source=/dev/null
  . /etc/os-release
  case "${ID:-} ${ID_LIKE:-}" in
    *debian*) system=debian ;;
    *) system=amazon-linux ;;
  esac
  # shellcheck source=/dev/null
  . "$place/os/$system.sh"
}

list_is() { printf '%s  %s/SHA256SUMS\n' "$1" "$place" | sha256sum --check --quiet; }

# The list speaks of the payload: its root is what lies here, units lie with the service manager.
installed_list() {
  sed -n -E \
    -e "s|^([0-9a-f]{64}  )root/|\1$place/|p" \
    -e "s|^([0-9a-f]{64}  )systemd/(.*\.service)$|\1/etc/systemd/system/\2|p" \
    -e "s|^([0-9a-f]{64}  )systemd/journal.conf$|\1/etc/systemd/journald.conf.d/afo.conf|p" \
    -e "s|^([0-9a-f]{64}  )((os/.*)\|verify.sh\|manifest.json)$|\1$place/\2|p" "$place/SHA256SUMS"
}

files_are_as_listed() {
  [ "$(installed_list | wc -l)" -gt 50 ] || { echo 'the list is too short'; return 1; }
  installed_list | sha256sum --check --strict --quiet
}

nothing_else() {
  more=$(find "$place" -name '*[! -~]*')
  # Twice listed and once there is three times; what is there alone stands once.
  more=$more$({
    find "$place" ! -type d ! -path "$place/SHA256SUMS"
    installed_list | cut -c67-
    installed_list | cut -c67-
  } | sort | uniq -u)
  # A drop-in beside a unit would change it unseen.
  for service in $services; do
    for folder in /etc/systemd/system /run/systemd/system /usr/lib/systemd/system; do
      [ ! -e "$folder/$service.service.d" ] || more="$more $folder/$service.service.d"
    done
  done
  none "$more"
}

only_root_writes() { none "$(find "$place" \( ! -user root -o -perm /022 \) | head -5)"; }

settings_are_closed() { [ "$(stat -c '%U %a' /etc/afo)" = 'root 700' ] || { stat -c '%U %a' /etc/afo; return 1; }; }

tools_run() {
  "$place/tools/bin/bwrap" --version || return 1
  for tool in blkls fiwalk fls fsstat icat mmls; do "$place/tools/bin/$tool" -V || return 1; done
  "$place/runtime/bin/node" --version
}

no_compiler() {
  for name in cc c99 gcc g++ cpp clang tcc as ld ld.bfd ld.gold make cargo rustc go cc1; do
    ! command -v "$name" || return 1
  done
  none "$(find /usr /opt -xdev -type f \( -name cc1 -o -name cc1plus -o -name collect2 -o -name 'gcc-[0-9]*' \) 2>/dev/null)"
}

no_door() {
  for name in sshd dropbear telnetd in.telnetd; do
    ! command -v "$name" || return 1
  done
  none "$(cat /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys 2>/dev/null)" || return 1
  for unit in ssh.service sshd.service; do is_masked "$unit" || return 1; done
  case $(getent shadow root | cut -d: -f2) in
    '!'* | '*'*) ;;
    *) echo 'root has a password' && return 1 ;;
  esac
}

# shellcheck disable=SC2154 # from os/
no_updates() { for unit in $system_updaters; do is_masked "$unit" || return 1; done; }

is_masked() { [ "$(systemctl is-enabled "$1" 2>/dev/null)" = masked ] || { echo "$1 is not masked"; return 1; }; }

has_user() {
  entry=$(getent passwd "afo-$1")
  case $entry in
    *:/usr/sbin/nologin) ;;
    *) echo "$entry" && return 1 ;;
  esac
  case $(getent shadow "afo-$1" | cut -d: -f2) in
    '!'* | '*'*) ;;
    *) echo 'has a password' && return 1 ;;
  esac
}

is_enabled() { [ "$(systemctl is-enabled "$1.service")" = enabled ]; }

# Tenths of systemd's points: what the units have, 14 and 31, and one more. The worker needs namespaces and mounts for
# the walls of its tools; see its unit.
limit_of() {
  case $1 in
    analysis-worker) echo 32 ;;
    *) echo 15 ;;
  esac
}

is_hardened() {
  systemd-analyze security --no-pager --offline=yes --threshold="$(limit_of "$1")" "/etc/systemd/system/$1.service" |
    tail -1
}

check_running() {
  check 'nothing listens for others' no_listeners
  check 'no dumps of memory to disk' no_cores
  if [ -e /etc/afo/host.env ]; then
    for service in $services; do check "$service: active and ready" is_ready "$service"; done
  else
    # An image under test has no queue yet: that each program comes as far as its settings shows that it runs here.
    for service in $services; do check "$service: starts, and says what settings are missing" asks_for_settings "$service"; done
  fi
}

no_cores() { [ "$(cat /proc/sys/kernel/core_pattern)" = '|/bin/false' ]; }

is_ready() {
  wait_for says "$1" '"msg":"ready"' && [ "$(systemctl is-active "$1.service")" = active ] && return
  systemctl status --no-pager --lines=5 "$1.service"
  return 1
}

asks_for_settings() {
  wait_for says "$1" runtime.bad-config && return
  systemctl status --no-pager --lines=5 "$1.service"
  return 1
}

# says SERVICE TEXT: in the log of the service's present run.
says() {
  run=$(systemctl show --property=InvocationID --value "$1.service")
  [ -n "$run" ] && journalctl --no-pager --output=cat "_SYSTEMD_INVOCATION_ID=$run" | grep -qF "$2"
}

wait_for() {
  until=$(($(date +%s) + ${AFO_VERIFY_SECONDS:-60}))
  until "$@"; do
    [ "$(date +%s)" -lt "$until" ] || return 1
    sleep 1
  done
}

# Sockets of TCP in the state LISTEN, and of UDP that are bound to a port and to nobody in particular.
# shellcheck disable=SC2154 # from os/
no_listeners() {
  listening=$(ss --no-header --listening --tcp --udp --numeric) || return 1
  found=''
  # The address of a lease (ports 68, 546) is not a service.
  for address in $(printf '%s\n' "$listening" | awk '{ print $5 }' | sed 's/%[^:]*//' | grep -vE ':(68|546)$'); do
    case " $system_listeners " in
      *" $address "*) ;;
      *) found="$found $address" ;;
    esac
  done
  none "$found"
}

none() { [ -z "$1" ] || { echo "$1"; return 1; }; }

main "$@"
