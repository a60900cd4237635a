"""Building the wheel: the translation catalogues are compiled into it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface[Any]):
    """Compiles the catalogues before the files of the wheel are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run scripts/catalogues.py with the interpreter that builds, and take its products along."""
        del version
        subprocess.run([sys.executable, str(Path(self.root) / "scripts" / "catalogues.py")], check=True)  # noqa: S603
        build_data["artifacts"].append("src/sportello/locale/**/*.mo")
