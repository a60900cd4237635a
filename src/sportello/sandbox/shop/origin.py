"""From what a sandbox's 60 days were made, kept so that a second start is the same shop."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Origin:
    """`seed` and `now` decide every mail; `empty` means that there is no shop."""

    seed: int
    now: datetime
    empty: bool = False


def settle(state_dir: Path | None, wanted: Origin) -> Origin:
    """The origin that `state_dir` remembers, else `wanted`, which it remembers from now on."""
    if state_dir is None:
        return wanted
    state_dir.mkdir(parents=True, exist_ok=True)
    note = state_dir / "origin.json"
    if note.exists():
        kept = json.loads(note.read_text(encoding="utf-8"))
        return Origin(kept["seed"], datetime.fromisoformat(kept["now"]), kept["empty"])
    about = {"seed": wanted.seed, "now": wanted.now.isoformat(), "empty": wanted.empty}
    write_whole(note, about)
    return wanted


def forget_half_a_shop(state_dir: Path | None, note: str) -> None:
    """Throw away mailboxes whose filling was cut short: `note` is written when all mail is there."""
    if state_dir is not None and not (state_dir / note).exists():
        shutil.rmtree(state_dir / "mail", ignore_errors=True)


def write_whole(path: Path, value: object) -> None:
    """Write JSON so that a reader finds the old file or the new one, never half of it."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(path)
