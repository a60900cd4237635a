"""Compile the translation catalogues (.po) into what gettext reads (.mo), without needing GNU gettext."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).resolve().parents[1] / "src" / "sportello" / "locale"


def main() -> int:
    """Compile every catalogue whose source is newer than its product."""
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        with target.open("wb") as file:
            write_mo(file, catalogue)
    return 0


if __name__ == "__main__":
    sys.exit(main())
