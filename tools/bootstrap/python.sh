# shellcheck shell=sh
# A virtual environment with the Python programs that tools/bootstrap/requirements.txt pins with their digests.

title_of_python() {
  echo 'Python programs (dissect.target, pySigma, bagit)'
}

make_python() {
  # A virtual environment that is active, or pip settings of the user, must not lead the packages elsewhere.
  unset PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX VIRTUAL_ENV PIP_REQUIRE_VIRTUALENV || true
  : >"$1"
  python=$(find_python "$1") || {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      install_packages "$1" python3 python3-venv || true
    fi
    python=$(find_python "$1") || {
      say 'Python 3.11 or newer with venv is missing. As root: apt-get install -y python3 python3-venv'
      return "$incomplete"
    }
  }
  rm -rf "$tools/venv"
  "$python" -m venv "$tools/venv" >>"$1" 2>&1
  "$tools/venv/bin/python" -m pip install --no-input --disable-pip-version-check --require-hashes --only-binary=:all: \
    --requirement "$AFO_ROOT/tools/bootstrap/requirements.txt" >>"$1" 2>&1 </dev/null
  for program in target-query target-fs target-info target-dump; do
    ln -sf "../venv/bin/$program" "$tools/bin/$program"
  done
  stamp python
}

# find_python LOG: the first one that really runs (a shim may not), is new enough and can make environments.
find_python() {
  for candidate in python3.14 python3.13 python3.12 python3.11 python3 /usr/local/bin/python3 /usr/bin/python3; do
    path=$(command -v "$candidate") || continue
    "$path" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >>"$1" 2>&1 || continue
    "$path" -c 'import sys; print(sys.executable)' && return
  done
  return 1
}
