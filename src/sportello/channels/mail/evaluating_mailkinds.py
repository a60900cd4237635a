"""Measures on a labelled file of whole mails: the kind, what is kept from the desk, order numbers, words, clock."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sportello.channels.inbound import Inbound, MailKind

from .reading import Recogniser, read_mail


@dataclass(slots=True)
class _Tally:
    """Counts over the file. The key of a count is the figure it belongs to."""

    counts: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)


def evaluate_mailkinds(path: Path | str, recognisers: Sequence[Recogniser]) -> dict[str, Any]:
    """Read a JSON-lines file of `{id, raw, kind, order_ids, buyer_text, clock_hours}` and compare what `raw` reads as.

    `buyer_text_found` is the share of mails with a buyer's words whose text equals them, white space folded;
    `buyers_kept_away` counts buyers' messages taken for any other kind; `order_numbers_f1` is over all numbers of all
    mails; `clock_accuracy` over all mails, those without a clock too.
    """
    tally = _Tally()
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.strip():
            record = json.loads(line)
            _compare(record, read_mail(record["raw"].encode("utf-8", "surrogateescape"), recognisers), tally)
    return {"figures": _figures(tally), "errors": tally.errors}


def _compare(record: dict[str, Any], found: Inbound, tally: _Tally) -> None:
    wanted = str(record["kind"])
    counts, kind = tally.counts, tally.kinds.setdefault(wanted, Counter())
    wrong: dict[str, Any] = {}
    counts["mails"] += 1
    kind["mails"] += 1
    if found.kind.value == wanted:
        counts["kind"] += 1
        kind["right"] += 1
    else:
        wrong["kind"] = [wanted, found.kind.value, found.why]
        counts["kept_away"] += wanted == MailKind.BUYER
    expected, got = set(record["order_ids"]), set(found.order_ids)
    counts.update(true=len(expected & got), false=len(got - expected), missed=len(expected - got))
    if expected != got:
        wrong["order_ids"] = [sorted(expected), sorted(got)]
    if record["buyer_text"]:
        counts["texts"] += 1
        same = _folded(found.text) == _folded(record["buyer_text"])
        counts["text"] += same
        if not same:
            wrong["buyer_text"] = [record["buyer_text"], found.text]
    counts["clock"] += found.clock_hours == record["clock_hours"]
    if found.clock_hours != record["clock_hours"]:
        wrong["clock_hours"] = [record["clock_hours"], found.clock_hours]
    if wrong:
        tally.errors.append({"id": record["id"], **wrong})


def _figures(tally: _Tally) -> dict[str, Any]:
    counts = tally.counts
    doubled = 2 * counts["true"]
    return {
        "kind_accuracy": _share(counts["kind"], counts["mails"]),
        "buyers_kept_away": counts["kept_away"],
        "order_numbers_f1": _share(doubled, doubled + counts["false"] + counts["missed"]),
        "buyer_text_found": _share(counts["text"], counts["texts"]),
        "clock_accuracy": _share(counts["clock"], counts["mails"]),
        "per_kind": {kind: _share(seen["right"], seen["mails"]) for kind, seen in sorted(tally.kinds.items())},
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def _folded(text: str) -> str:
    return " ".join(text.split())
