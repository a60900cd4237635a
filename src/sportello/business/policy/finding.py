"""Which policy fact holds where and when. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .values import Kind, Stored, in_words, number


@dataclass(frozen=True, slots=True)
class Fact:
    """One stated fact. `channel` None and `country` "" mean everywhere; `stated` orders what was said of one day."""

    key: str
    kind: Kind
    value: Stored
    valid_from: date
    channel: int | None = None
    country: str = ""
    stated: int = 0


def fact_for(facts: Iterable[Fact], *, channel: int | None, country: str, on_day: date) -> Fact | None:
    """The one of these facts (of one key) that holds on a channel, in a country (ISO 3166, "" unknown), on a day.

    What is stated for the channel goes before what is stated for the country, that before what holds everywhere; of
    equals the one valid from the latest day that has come, and of those what was stated last. None when nothing holds.
    """
    holding = [fact for fact in facts if fact.valid_from <= on_day and _is_for(fact, channel, country)]
    return max(holding, key=_precedence, default=None)


def standing(facts: Iterable[Fact], *, channel: int | None, country: str, on_day: date) -> dict[str, Fact]:
    """All facts that hold there and then, by key."""
    by_key: dict[str, list[Fact]] = {}
    for fact in facts:
        by_key.setdefault(fact.key, []).append(fact)
    found = {key: fact_for(rows, channel=channel, country=country, on_day=on_day) for key, rows in by_key.items()}
    return {key: fact for key, fact in found.items() if fact is not None}


def variables(facts: Iterable[Fact], language: str) -> dict[str, str]:
    """What texts of a language may name as `policy.<key>`: each fact in words, and days and months also bare, as
    `policy.<key>_number`. What has no words in that language is left out."""
    found: dict[str, str] = {}
    for fact in facts:
        found[fact.key] = in_words(fact.kind, fact.value, language)
        found[f"{fact.key}_number"] = number(fact.kind, fact.value)
    return {key: words for key, words in found.items() if words}


def _is_for(fact: Fact, channel: int | None, country: str) -> bool:
    return fact.channel in (None, channel) and fact.country in ("", country)


def _precedence(fact: Fact) -> tuple[bool, bool, date, int]:
    return fact.channel is not None, fact.country != "", fact.valid_from, fact.stated
