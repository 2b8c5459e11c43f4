#!/bin/sh
# The whole set-up: a virtual environment with the pinned dependencies, the pages' assets, the catalogues.
# Called by `make setup`; safe to run again.
set -eu
PYTHON=${PYTHON:-python3}

command -v "$PYTHON" >/dev/null 2>&1 || {
    echo "Python 3.11 or newer is needed and '$PYTHON' was not found. Install it, or name it: make setup PYTHON=python3.12" >&2
    exit 1
}
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; '$PYTHON' is $("$PYTHON" -V 2>&1). Name a newer one: make setup PYTHON=python3.12" >&2
    exit 1
}
"$PYTHON" -c 'import venv, ensurepip' 2>/dev/null || {
    echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv" >&2
    exit 1
}

mkdir -p var/log
say() { echo "set-up: $1"; }
run() {
    "$@" >>var/log/setup.log 2>&1 || {
        tail -n 20 var/log/setup.log >&2
        echo "The set-up stopped at: $*. The whole log is var/log/setup.log." >&2
        exit 1
    }
}

[ -x .venv/bin/python ] || { say "making .venv"; run "$PYTHON" -m venv .venv; }
say "installing the pinned Python packages"
run .venv/bin/python -m pip install --require-hashes --requirement requirements/development.txt
say "fetching the pages' assets"
run .venv/bin/python -m scripts.assets
say "compiling the catalogues"
run .venv/bin/python -m scripts.catalogues
