#!/bin/sh
# Collects the strings of the interface into the catalogues; needs GNU gettext.
set -eu
cd "$(dirname "$0")/../src/sportello"
../../.venv/bin/python -m django makemessages --settings=sportello.config.settings \
  -l it -l de -l fr -l es --no-obsolete --no-location --no-wrap --ignore 'tests/*' --ignore '*/tests/*'
