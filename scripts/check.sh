#!/bin/sh
# Everything that can be said about the code without running it.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
$bin/ruff format --check --quiet src tests bench scripts
$bin/ruff check --quiet src tests bench scripts
$bin/mypy -p sportello -p tests -m scripts.messages
$bin/lint-imports
$bin/djlint --quiet --lint src
