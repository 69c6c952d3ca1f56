# shellcheck shell=sh
# Virtual environments with the Python programs that tools/bootstrap/requirements*.txt pin with their digests: one with
# what the product runs, one with what tests put in the place of AWS.

title_of_python() {
  echo 'Python programs (dissect.target, pySigma, bagit)'
}

title_of_emulators() {
  echo 'what stands in for AWS in tests (ministack, moto)'
}

make_python() {
  make_pinned "$1" "$tools/venv" requirements.txt
  for program in target-query target-fs target-info target-dump; do
    ln -sf "../venv/bin/$program" "$tools/bin/$program"
  done
  stamp python
}

make_emulators() {
  make_pinned "$1" "$AFO_EMULATORS" requirements-emulators.txt
  stamp emulators
}

# make_pinned LOG FOLDER LOCK: a fresh environment with exactly what the lock names.
make_pinned() {
  # An active virtual environment, or pip settings of the user, must not lead the packages elsewhere.
  unset PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV VIRTUAL_ENV
  venv=$2
  lock=$3
  : >"$1"
  rm -rf "$venv"
  make_environment "$1" || {
    say 'Python 3.11 or newer with venv is missing. As root: apt-get install -y python3 python3-venv'
    return "$incomplete"
  }
  pip install --require-hashes --only-binary=:all: --requirement "$AFO_ROOT/tools/bootstrap/$lock" >>"$1" 2>&1 </dev/null
}

# make_environment LOG: from a whole Python; else from one that apt makes whole; else with pip out of its Debian package.
make_environment() {
  whole='ensurepip, venv'
  if ! python=$(find_python "$1" "$whole") && command -v apt-get >/dev/null; then
    if [ "$(id -u)" = 0 ]; then
      install_packages "$1" python3 python3-venv
      python=$(find_python "$1" "$whole")
    else
      python=$(find_python "$1" venv) && unpack_packages "$1" python3-pip-whl
      set -- "$1" --without-pip
    fi
  fi
  [ -n "$python" ] || return 1
  log=$1
  shift
  "$python" -m venv "$@" "$venv" >>"$log" 2>&1
}

# find_python LOG MODULES: the first one on the PATH that really runs (a shim may not), is new enough and has the modules.
find_python() {
  for name in python3.14 python3.13 python3.12 python3.11 python3; do
    # The first python3 of several may be the one that does not work.
    IFS=:
    for folder in $PATH; do
      unset IFS
      [ -x "$folder/$name" ] || continue
      "$folder/$name" -c "import sys, $2; sys.exit(sys.version_info < (3, 11))" >>"$1" 2>&1 || continue
      "$folder/$name" -c 'import sys; print(sys.executable)' && return
    done
    unset IFS
  done
  return 1
}

# pip ARGUMENT …: that of the environment, or the one in Debian's wheel.
pip() {
  set -- "$@" --no-input --disable-pip-version-check
  if [ -x "$venv/bin/pip" ]; then
    "$venv/bin/python" -m pip "$@"
  else
    "$venv/bin/python" "$(echo "$tools"/root/usr/share/python-wheels/pip-*.whl)/pip" "$@"
  fi
}
