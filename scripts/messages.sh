#!/bin/sh
# Collects the strings of the interface into the catalogues and compiles them.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python scripts/messages.py
.venv/bin/python scripts/catalogues.py
