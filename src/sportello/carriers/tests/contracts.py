"""The facts about carriers in the folder beside the repository, where there is one."""

import json
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[4]
FOLDER = _ROOT.parent / "shared" / "contracts" / "carriers" / "tracking_number_data"


def contracts() -> list[dict[str, Any]]:
    """Every format of every carrier with its test numbers; empty where the folder is absent."""
    carriers = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))]
    return [
        {"courier": carrier["courier_code"], **each}
        for carrier in carriers
        for each in carrier.get("tracking_numbers", ())
    ]
