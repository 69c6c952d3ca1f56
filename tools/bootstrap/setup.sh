# shellcheck shell=sh
# Brings what is missing. Read by ./afo when something is.
#
# Every part is made in one step that can be killed at any moment: it is done when its stamp is written, and the stamp is
# written last. One start at a time works here; a second one waits and then finds everything done.

# shellcheck source=tools/bootstrap/runtime.sh
. "$AFO_ROOT/tools/bootstrap/runtime.sh"
# shellcheck source=tools/bootstrap/programs.sh
. "$AFO_ROOT/tools/bootstrap/programs.sh"
# shellcheck source=tools/bootstrap/python.sh
. "$AFO_ROOT/tools/bootstrap/python.sh"

# bring PART…
bring() {
  command -v flock >/dev/null || {
    say 'flock is missing (Debian package util-linux)'
    exit 69
  }
  mkdir -p "$stamps" "$tools/log" "$tools/bin"
  exec 9>"$tools/lock"
  if ! flock -n 9; then
    say 'another start is setting up; waiting for it'
    flock 9
  fi
  missing=
  total=0
  for part in "$@"; do
    ready "$part" && continue
    missing="$missing $part"
    total=$((total + 1))
  done
  number=0
  for part in $missing; do
    number=$((number + 1))
    step "$part"
  done
  exec 9>&-
}

# step PART: make it, with a line before and a line after.
step() {
  log=$tools/log/$1.log
  started=$(date +%s)
  say "[$number/$total] $("title_of_$1") …"
  # A shell of its own, so that a failure ends the step; without the lock, so that nothing which outlives it holds that.
  set +e
  (
    set -e
    "make_$1" "$log"
  ) 9>&-
  status=$?
  set -e
  seconds=$(($(date +%s) - started))
  case $status in
    0) say "[$number/$total] done, $seconds s" ;;
    # The step has said what is missing and how to get it.
    "$incomplete") incomplete_part "$1" ;;
    *)
      say "[$number/$total] FAILED after $seconds s; the end of $log:"
      tail -n 20 "$log" >&2 || true
      exit 69
      ;;
  esac
}

# A command that needs the part stops here; `exec` goes on, and does not try again before something has changed.
incomplete_part() {
  say "[$number/$total] incomplete, $seconds s"
  [ -n "$lenient" ] || exit 69
  stamp "$1" .incomplete
}

# How a step says that it did what it could (EX_TEMPFAIL of sysexits.h).
incomplete=75

# stamp PART [SUFFIX]
stamp() {
  state_of "$1" >"$stamps/$1.new"
  mv -f "$stamps/$1.new" "$stamps/$1${2:-}"
}

say() {
  printf 'afo: %s\n' "$1" >&2
}
