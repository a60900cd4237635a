#!/bin/sh
# Creates .venv and installs hash-pinned packages, once: a stamp remembers what was installed.
set -eu
cd "$(dirname "$0")/.."
kind=$1
lock=requirements.lock
[ "$kind" = run ] || lock=requirements-dev.lock

say() { printf '%s\n' "$*" >&2; }

stamp=.venv/.sportello-installed
wanted="$(cat requirements.lock requirements-dev.lock pyproject.toml scripts/setup.sh | cksum) $PWD"
installed=$(cat "$stamp" 2>/dev/null || true)
case "$installed" in
  "dev $wanted") exit 0 ;;
  "run $wanted") [ "$kind" != run ] || exit 0 ;;
esac

find_uv() {
  if [ -x .uv/bin/uv ]; then echo .uv/bin/uv; return; fi
  if command -v uv >/dev/null 2>&1; then command -v uv; return; fi
  python=$(find_python)
  say "Installing uv ..."
  "$python" -m venv .uv >&2
  .uv/bin/python -m pip install -q --disable-pip-version-check uv >&2
  echo .uv/bin/uv
}

find_python() {
  for candidate in python3.13 python3 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1; then
      echo "$candidate"; return
    fi
  done
  say "sportello: Python 3 is needed (3.13 to run, any 3.8 or newer to install uv)."; exit 1
}

# uv looks at PATH and its own installations; pyenv's shims fail where .python-version names only 3.13.
find_313() {
  for candidate in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python python3.13 python3 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1; then
      "$candidate" -c 'import sys; print(sys.executable)'; return
    fi
  done
  echo 3.13
}

uv=$(find_uv)
say "Installing packages ..."
export UV_NO_PROGRESS=1
usable() {
  .venv/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1 &&
    { [ ! -e .venv/bin/sportello ] || grep -qF "$PWD/.venv" .venv/bin/sportello; }
}
# A moved folder needs a new environment: the scripts in it name the interpreter by its old place.
usable || "$uv" venv -q --clear --python "$(find_313)" .venv
"$uv" pip sync -q --python .venv/bin/python --require-hashes --compile-bytecode "$lock"

# Sportello itself is used from where it stands; building it would fetch tools that no lock file pins.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$PWD/src" > "$site/sportello.pth"
printf '#!%s\nimport sys\nfrom sportello.cli.main import main\nsys.exit(main())\n' "$PWD/.venv/bin/python" > .venv/bin/sportello
chmod +x .venv/bin/sportello
.venv/bin/python scripts/catalogues.py
printf '%s %s\n' "$kind" "$wanted" > "$stamp"
