#!/bin/sh
# Resolve requirements/*.in into .txt files with hashes, for every platform. Called by `make pins`.
set -eu
.venv/bin/python -m pip install --quiet uv
compile() {
    .venv/bin/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet "$@"
}
compile requirements/production.in -o requirements/production.txt
compile requirements/production.in requirements/embedded.in requirements/dev.in \
    -c requirements/production.txt -o requirements/development.txt
compile requirements/node.in -o requirements/node.txt
