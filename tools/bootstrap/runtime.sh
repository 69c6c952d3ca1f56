# shellcheck shell=sh
# Node.js and pnpm, from the npm packages that tools/bootstrap/package-lock.json pins with their digests.

title_of_runtime() {
  echo 'Node.js 24 and pnpm'
}

make_runtime() {
  case $(uname -sm) in
    'Linux x86_64') machine=x64 ;;
    'Linux aarch64') machine=arm64 ;;
    *)
      say "no pinned Node.js for $(uname -sm): Linux on x86_64 or aarch64 is needed"
      return 1
      ;;
  esac
  command -v npm >/dev/null || {
    say 'npm is missing, and it is what brings Node.js 24. Install it once: apt-get install -y npm'
    return 1
  }
  install_runtime "$tools/runtime.new" "$1" || {
    # A package that arrives damaged is optional for npm: it is dropped, and npm says that all is well.
    say 'Node.js 24 did not arrive whole; once more with an empty cache'
    install_runtime "$tools/runtime.new" "$1" --cache "$tools/cache/npm"
  }
  rm -rf "$tools/runtime.old"
  [ ! -e "$tools/runtime" ] || mv "$tools/runtime" "$tools/runtime.old"
  mv "$tools/runtime.new" "$tools/runtime"
  rm -rf "$tools/runtime.old" "$tools/cache/npm"
  stamp runtime
}

# install_runtime FOLDER LOG [NPM-OPTION …]
install_runtime() {
  folder=$1
  log=$2
  shift 2
  rm -rf "$folder"
  mkdir -p "$folder/bin"
  cp "$AFO_ROOT/tools/bootstrap/package.json" "$AFO_ROOT/tools/bootstrap/package-lock.json" "$folder/"
  # No `npm ci`: it refuses a lock whose optional packages are for several platforms. The digests are checked all the same.
  npm install --prefix "$folder" --ignore-scripts --include=optional --no-audit --no-fund --no-update-notifier "$@" \
    >"$log" 2>&1 </dev/null || return 1
  ln -s "../node_modules/node-linux-$machine/bin/node" "$folder/bin/node"
  ln -s "../node_modules/@pnpm/exe.linux-$machine/pnpm" "$folder/bin/pnpm"
  case $("$folder/bin/node" --version 2>>"$log") in
    v24.*) ;;
    *) return 1 ;;
  esac
  "$folder/bin/pnpm" --version >>"$log" 2>&1
}

title_of_workspace() {
  echo 'the workspace and its libraries'
}

# Only what the lock file names, with its digests.
make_workspace() {
  cd "$AFO_ROOT" || return 1
  CI=true pnpm install --frozen-lockfile --config.confirmModulesPurge=false >"$1" 2>&1 </dev/null || {
    # Whoever is changing the dependencies goes on with what is installed, and installs the new ones in a moment.
    if [ -z "$lenient" ] || [ ! -f node_modules/.modules.yaml ]; then return 1; fi
    say "the lock file does not fit (see $1); after a change of dependencies: ./afo exec pnpm install"
    return "$incomplete"
  }
  stamp workspace
}
