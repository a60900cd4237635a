#!/bin/sh
# Checks and tests at the same time: a test waits for other processes a third of its time, a check never.
# A file's tests stay together, so that what they share is made once, and the long files come first.
set -u
cd "$(dirname "$0")/.."
said=$(mktemp)
trap 'rm -f "$said"' EXIT
sh scripts/check.sh >"$said" 2>&1 &
checks=$!
.venv/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not soak"
tested=$?
wait "$checks"
checked=$?
cat "$said"
[ "$tested" = 0 ] || echo "Tests failed." >&2
[ "$checked" = 0 ] || echo "Checks failed." >&2
[ "$tested$checked" = 00 ]
