"""`sportello evaluate spikes [SERIES.csv LABELS.json]`: how well spikes are called."""

import argparse
import json
from pathlib import Path
from typing import Any

from .trouble import Trouble


def evaluate_spikes(given: argparse.Namespace) -> int:
    """Print the figures as JSON: without files on simulated worlds whose waves are known; with two on series in the
    format of the Numenta Anomaly Benchmark (a CSV file, or a folder of them) and their labelled windows.
    """
    outcome = _on_files(given.file, given.second) if given.file else _on_simulation()
    shown = outcome if given.errors else {key: value for key, value in outcome.items() if key != "errors"}
    print(json.dumps(shown, ensure_ascii=False, indent=2))
    return 0


def _on_simulation() -> dict[str, Any]:
    from sportello.insights.spikes.evaluating import evaluate_simulation

    return evaluate_simulation()


def _on_files(first: Path, second: Path | None) -> dict[str, Any]:
    from sportello.insights.spikes.evaluating import evaluate_series

    if second is None:
        raise Trouble("spikes is measured on two files, series and labels, or without any on a simulation")
    labels, series = (first, second) if first.suffix == ".json" else (second, first)
    files = sorted(series.glob("*.csv")) if series.is_dir() else [series]
    try:
        return evaluate_series(_labelled(files, labels) if series.is_dir() else files, labels)
    except OSError as unread:
        raise Trouble(f"{unread.filename} cannot be read: {unread.strerror}") from unread
    except (ValueError, KeyError, TypeError, AttributeError) as unusable:
        raise Trouble(f"{series} and {labels} are no labelled series: {unusable}") from unusable


def _labelled(files: list[Path], labels: Path) -> list[Path]:
    """Those of a folder's files that have labels."""
    named = {Path(name).name for name in json.loads(labels.read_text(encoding="utf-8"))}
    found = [path for path in files if path.name in named]
    if not found:
        raise ValueError("no file of the folder has labels")
    return found
