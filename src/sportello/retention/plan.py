"""What the retention file orders: for each model which rows go when, and which fields are emptied with whom. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from .written import Unreadable, read

FILE = Path(__file__).resolve().parents[1] / "config" / "retention.yaml"

KEPT, GOES_WITH, DELETED = "_kept", "_goes_with", "_deleted"
ERASED_WITH, DELETED_WITH = "_erased_with", "_deleted_with"


class Scope(StrEnum):
    """Whose data it is: what is erased at one time."""

    ORDER = "order"
    NOTICE = "notice"
    THREAD = "thread"
    TICKET = "ticket"
    CUSTOMER = "customer"


class Act(StrEnum):
    """What becomes of a field when its row is erased."""

    KEEP = "keep"
    EMPTY = "empty"
    HASH = "hash"
    STRIKE = "strike"
    CUT = "cut"
    STAMP = "stamp"


@dataclass(frozen=True, slots=True)
class Way:
    """How a model is reached: its rows whose `lookup` is one of the scope's ids."""

    scope: Scope
    lookup: str


@dataclass(frozen=True, slots=True)
class Expiry:
    """Rows go `days` after the time in `at`, when the column `once` is filled and those of `unless` are not."""

    days: int
    at: str
    once: str = ""
    unless: tuple[str, ...] = ()

    @property
    def after(self) -> timedelta:
        """The same as a duration."""
        return timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the file orders for one model. `kept` is the reason why all of it stays, `goes_with` the model whose rows
    take its rows along; `fields` name what becomes of each field with the rows that `erased` reaches."""

    model: str
    kept: str = ""
    goes_with: str = ""
    expires: Expiry | None = None
    erased: tuple[Way, ...] = ()
    deleted: tuple[Way, ...] = ()
    fields: Mapping[str, Act] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole file: for how many days buyers' data stays after its last use, by kind of channel, and the models."""

    buyers: Mapping[str, int]
    models: Mapping[str, Entry]

    def days(self, kind: str) -> int:
        """How long buyers of a kind of channel are kept. Raises `Unreadable` when the file does not say it."""
        if kind not in self.buyers:
            raise Unreadable(f"the retention file does not say for how long buyers of {kind} are kept")
        return self.buyers[kind]


_EXPIRY = re.compile(
    r"(?P<days>\d+) days? after (?P<field>\w+)(?: once (?P<once>\w+))?(?: unless (?P<unless>\w+(?:, \w+)*))?"
)
_PATH = re.compile(r"(?P<scope>\w+) through (?P<lookup>\w+)")


def plan_of(text: str) -> Plan:
    """The plan that a file's text orders. Raises `Unreadable`, which says what is wrong."""
    sections = read(text)
    if set(sections) != {"buyers", "models"}:
        raise Unreadable("the retention file has the sections buyers and models, and no other")
    models = {name: _entry(name, entry) for name, entry in sections["models"].items()}
    return Plan({kind: _days(kind, words) for kind, words in sections["buyers"].items()}, models)


@cache
def the_plan() -> Plan:
    """The plan that ships, read once. Raises `Unreadable` and OSError."""
    return plan_of(FILE.read_text("utf-8"))


def _days(kind: str, words: object) -> int:
    if not isinstance(words, str) or not (found := re.fullmatch(r"(\d+) days?", words)):
        raise Unreadable(f"buyers of {kind}: say a number of days")
    return int(found[1])


def _entry(model: str, entry: str | Mapping[str, str]) -> Entry:
    if isinstance(entry, str):
        raise Unreadable(f"{model}: say what becomes of it in lines below it")
    fields = {name: _act(model, name, words) for name, words in entry.items() if not name.startswith("_")}
    odd = {name for name in entry if name.startswith("_")} - {KEPT, GOES_WITH, DELETED, ERASED_WITH, DELETED_WITH}
    if odd:
        raise Unreadable(f"{model}: {', '.join(sorted(odd))} is no order")
    return Entry(
        model=model,
        kept=entry.get(KEPT, ""),
        goes_with=entry.get(GOES_WITH, ""),
        expires=_expiry(model, entry[DELETED]) if DELETED in entry else None,
        erased=_paths(model, entry.get(ERASED_WITH, "")),
        deleted=_paths(model, entry.get(DELETED_WITH, "")),
        fields=fields,
    )


def _act(model: str, field: str, words: str) -> Act:
    try:
        return Act(words)
    except ValueError as unknown:
        raise Unreadable(f"{model}.{field}: {words} is none of {', '.join(Act)}") from unknown


def _expiry(model: str, words: str) -> Expiry:
    found = _EXPIRY.fullmatch(words)
    if found is None:
        raise Unreadable(f"{model}: {words} is no time")
    unless = tuple(filter(None, (found["unless"] or "").split(", ")))
    return Expiry(int(found["days"]), found["field"], found["once"] or "", unless)


def _paths(model: str, words: str) -> tuple[Way, ...]:
    return tuple(_path(model, each) for each in words.split(", ")) if words else ()


def _path(model: str, words: str) -> Way:
    found = _PATH.fullmatch(words)
    if found is None or found["scope"] not in set(Scope):
        raise Unreadable(f"{model}: {words} leads to no order, notice, thread, ticket or customer")
    return Way(Scope(found["scope"]), found["lookup"])
