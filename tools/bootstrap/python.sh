# shellcheck shell=sh
# A virtual environment with the Python programs that tools/bootstrap/requirements.txt pins with their digests.

title_of_python() {
  echo 'Python programs (dissect.target, pySigma, bagit)'
}

make_python() {
  # An active virtual environment, or pip settings of the user, must not lead the packages elsewhere.
  unset PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV VIRTUAL_ENV
  : >"$1"
  rm -rf "$tools/venv"
  make_environment "$1" || {
    say 'Python 3.11 or newer with venv is missing. As root: apt-get install -y python3 python3-venv'
    return "$incomplete"
  }
  pip install --require-hashes --only-binary=:all: --requirement "$AFO_ROOT/tools/bootstrap/requirements.txt" >>"$1" 2>&1 </dev/null
  for program in target-query target-fs target-info target-dump; do
    ln -sf "../venv/bin/$program" "$tools/bin/$program"
  done
  stamp python
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
  "$python" -m venv "$@" "$tools/venv" >>"$log" 2>&1
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
  if [ -x "$tools/venv/bin/pip" ]; then
    "$tools/venv/bin/python" -m pip "$@"
  else
    "$tools/venv/bin/python" "$(echo "$tools"/root/usr/share/python-wheels/pip-*.whl)/pip" "$@"
  fi
}
