"""`python -m bench.importing [COUNT]`: the whole of `sportello mail import`, from typing it to its last line."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .ground import ground, load
from .letters import letters

COUNT = 2_000


def main(count: int) -> None:
    """Import that many .eml files, with the bar in sight, and print how long it took."""
    with tempfile.TemporaryDirectory() as folder, ground():
        for number, raw in enumerate(letters(count)):
            Path(folder, f"{number:05}.eml").write_bytes(raw)
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "sportello", "mail", "import", folder], check=True)
        wall = time.perf_counter() - begun
    print(f"sportello mail import of {count} mails, {load()}")
    print(f"  mails/s         {count / wall:8.0f}   (aim 60)")
    print(f"  seconds         {wall:8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
