#!/bin/sh
# The web server, as the Procfile and the demo start it. HOST and PORT say where it listens.
# Its processes share their counters as files, so that /metrics tells of all of them.
set -eu
export PATH="$PWD/.venv/bin:$PATH"
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
export PROMETHEUS_MULTIPROC_DIR="${PROMETHEUS_MULTIPROC_DIR:-$PWD/var/metrics/${PORT:-8000}}"
mkdir -p "$PROMETHEUS_MULTIPROC_DIR"
rm -f "$PROMETHEUS_MULTIPROC_DIR"/*.db
exec granian --interface wsgi --factory --host "${HOST:-0.0.0.0}" --port "${PORT:-8000}" \
    --workers 2 --blocking-threads 8 --workers-kill-timeout 4 --no-ws --log-level warning \
    wsgi:create_app
