# shellcheck shell=sh disable=SC2034 # what is set here is used by the files that read it
# The environment of every command, and the quick test whether a part is in place. Read by ./afo.
# Nothing here may be slow: it runs before every command.

tools=$AFO_ROOT/.tools
stamps=$tools/stamps
runtime_bin=$tools/runtime/bin

# Own programs first, so that a pinned version wins over whatever the machine has.
PATH=$runtime_bin:$tools/bin:$AFO_ROOT/node_modules/.bin:$PATH:/usr/local/sbin:/usr/sbin:/sbin
AFO_PYTHON=$tools/venv/bin/python
AFO_EMULATORS=$tools/emulators
export PATH AFO_PYTHON AFO_EMULATORS

# nx: no cloud, no daemon, no terminal interface; plugins in the same process (three times faster to start here).
export NX_NO_CLOUD=true NX_DAEMON=false NX_TUI=false NX_USE_LOCAL=true NX_ISOLATE_PLUGINS=false

# The programs that analysis and acquisition run, and the Debian package that each comes in.
# redis-tools holds the server too (as redis-check-rdb, one binary under two names); the package redis-server would
# also start a service of its own, which nobody asked for.
programs='
  redis-server:redis-tools zstd:zstd bwrap:bubblewrap openssl:openssl
  fls:sleuthkit icat:sleuthkit mmls:sleuthkit fsstat:sleuthkit img_stat:sleuthkit mactime:sleuthkit
  ewfacquire:ewf-tools ewfexport:ewf-tools ewfverify:ewf-tools
  qemu-img:qemu-utils mke2fs:e2fsprogs debugfs:e2fsprogs sfdisk:fdisk
'

# What builds a forensic host and tries it; for `test-image`, and as root for the chain of tests.
image_programs='
  mmdebstrap:mmdebstrap dpkg-deb:dpkg mke2fs:e2fsprogs
'
machine_programs='
  qemu-system-x86_64:qemu-system-x86
'

# ready PART…: true when every part is in place (or, for a lenient command, known to be out of reach).
ready() {
  for part in "$@"; do
    "ready_$part" || out_of_reach "$part" || return 1
  done
}

ready_runtime() {
  [ -x "$runtime_bin/node" ] && [ -x "$runtime_bin/pnpm" ] && stamped runtime
}

ready_workspace() {
  [ -f "$AFO_ROOT/node_modules/.modules.yaml" ] && stamped workspace
}

ready_programs() {
  [ -z "$(missing_programs)" ]
}

ready_images() (
  programs=$image_programs
  ready_programs
)

ready_machines() (
  programs=$machine_programs
  ready_programs
)

ready_python() {
  [ -x "$AFO_PYTHON" ] && stamped python
}

ready_emulators() {
  [ -x "$AFO_EMULATORS/bin/python" ] && stamped emulators
}

out_of_reach() {
  [ -n "${lenient:-}" ] && stamped "$1" .incomplete || return 1
  printf 'afo: going on without %s; ./afo setup tries again\n' "$(lacking "$1")" >&2
}

lacking() {
  case $1 in
    programs) missing_programs ;;
    *) echo "the $1 as it should be" ;;
  esac
}

missing_programs() {
  for program in $programs; do
    command -v "${program%:*}" >/dev/null || printf '%s ' "${program%:*}"
  done
}

# stamped PART [SUFFIX]: true when the part was made from exactly what lies here now.
stamped() {
  [ -f "$stamps/$1${2:-}" ] && [ "$(state_of "$1")" = "$(cat "$stamps/$1${2:-}")" ]
}

# state_of PART: all that the part depends on, as text.
state_of() {
  case $1 in
    # Size and time of the binaries are part of it: a damaged one is replaced.
    runtime) cksum <"$AFO_ROOT/tools/bootstrap/package-lock.json" && stat -L -c '%s %Y' "$runtime_bin/node" "$runtime_bin/pnpm" ;;
    # The folders of links are part of it: one that was removed comes back.
    workspace) (
      cd "$AFO_ROOT" &&
        cksum pnpm-lock.yaml pnpm-workspace.yaml package.json apps/*/package.json libs/*/package.json tools/*/package.json &&
        echo apps/*/node_modules libs/*/node_modules tools/*/node_modules
    ) ;;
    programs) missing_programs ;;
    # A virtual environment knows its own absolute path.
    python) cksum <"$AFO_ROOT/tools/bootstrap/requirements.txt" && printf '%s\n' "$AFO_ROOT" ;;
    emulators) cksum <"$AFO_ROOT/tools/bootstrap/requirements-emulators.txt" && printf '%s\n' "$AFO_ROOT" ;;
  esac 2>/dev/null
}
