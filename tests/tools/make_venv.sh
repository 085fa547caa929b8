#!/bin/bash
# Makes the virtual environment; installs Debian's venv package where it is missing.
set -euo pipefail
venv=$1
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Portico needs Python 3.11 or newer; this is $("$python" --version)." >&2
  exit 1
}
[ -x "$venv/bin/pip" ] && exit 0
if ! "$python" -m venv --clear "$venv" >/dev/null 2>&1; then
  "$(dirname "$0")/have_packages.sh" python3-venv
  "$python" -m venv --clear "$venv"
fi
