"""The rules as data: read once from `rules/*.toml`, checked, and looked up by id, slug or audience. Pure."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from sportello.compliance.judgements import Audience, Kind, Severity

FOLDER: Final = Path(__file__).parent / "rules"
LANGUAGES: Final = ("en", "it", "de", "fr", "es")


@dataclass(frozen=True, slots=True)
class Example:
    """A text that breaks a rule, or looks like it and does not."""

    text: str
    language: str
    kind: Kind
    order_number: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a marketplace or of ours.

    `slug` names the check. A rule without a check of its own says in `kept_by` how Sportello keeps it otherwise.
    `audiences` are those whose texts are held to it. `is_duty` marks what a text must say; other rules say what it must
    not.
    """

    id: str
    slug: str
    pack: str
    audience: Audience
    audiences: frozenset[Audience]
    kinds: frozenset[Kind]
    severity: Severity
    source: str
    checked: date
    explanation: Mapping[str, str]
    breaks: tuple[Example, ...] = ()
    innocent: tuple[Example, ...] = ()
    kept_by: str = ""
    is_duty: bool = False

    def explained(self, language: str) -> str:
        """The explanation in a language such as "de" or "de-CH"; English where we do not speak it."""
        return self.explanation.get(language[:2].lower(), self.explanation["en"])


@dataclass(frozen=True, slots=True)
class LinkStance:
    """Whether one's own link may stand in a kind of text for an audience: `yes`, `no` or `if`, and why."""

    kind: Kind
    answer: str
    why: Mapping[str, str]

    def explained(self, language: str) -> str:
        """The condition or the reason, in a language such as "de"."""
        return self.why.get(language[:2].lower(), self.why["en"])


@dataclass(frozen=True, slots=True)
class Pack:
    """All rules of one audience; the version changes with every rule that is added, dropped or altered."""

    name: str
    audience: Audience
    version: str
    rules: tuple[Rule, ...]
    links: tuple[LinkStance, ...] = ()


@cache
def packs() -> tuple[Pack, ...]:
    """Every pack, ours last. Raises ValueError when a file does not say what a rule must say."""
    files = sorted(FOLDER.glob("*.toml"), key=lambda file: (file.stem == "own", file.stem))
    return tuple(_pack(file.stem, tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)


@cache
def rules_for(audience: Audience, kind: Kind) -> Mapping[str, tuple[Rule, ...]]:
    """The rules that a text is held to, by slug. `ANY` is held to everybody's."""
    found: dict[str, list[Rule]] = {}
    for each in _rules():
        if kind in each.kinds and (audience is Audience.ANY or audience in each.audiences):
            found.setdefault(each.slug, []).append(each)
    return {slug: tuple(rules) for slug, rules in found.items()}


def rule(id_: str) -> Rule:
    """The rule with this id. Raises KeyError when there is none."""
    return _by_id()[id_]


def versions() -> dict[str, str]:
    """The version of every pack, by its name."""
    return {pack.name: pack.version for pack in packs()}


@cache
def _by_id() -> Mapping[str, Rule]:
    found = {each.id: each for each in _rules()}
    if len(found) != sum(1 for _each in _rules()):
        raise ValueError("two rules have the same id")
    return found


def _rules() -> Iterator[Rule]:
    for pack in packs():
        yield from pack.rules


def _pack(name: str, told: Mapping[str, Any]) -> Pack:
    audience = Audience(told["audience"])
    rules = tuple(_rule(name, audience, each, told["checked"]) for each in told["rule"])
    links = tuple(LinkStance(Kind(each["kind"]), each["answer"], each["why"]) for each in told.get("link", []))
    return Pack(name, audience, told["version"], rules, links)


def _rule(pack: str, audience: Audience, told: Mapping[str, Any], checked: date) -> Rule:
    missing = [language for language in LANGUAGES if not told["explanation"].get(language)]
    if missing:
        raise ValueError(f"{told['id']} is not explained in {', '.join(missing)}")
    kinds = frozenset(Kind(each) for each in told.get("kinds", list(Kind)))
    return Rule(
        id=told["id"],
        slug=told["slug"],
        pack=pack,
        audience=audience,
        audiences=frozenset(Audience(each) for each in told.get("audiences", [audience])),
        kinds=kinds,
        severity=Severity(told["severity"]),
        source=told["source"],
        checked=told.get("checked", checked),
        explanation=told["explanation"],
        breaks=tuple(_example(each, kinds) for each in told.get("breaks", [])),
        innocent=tuple(_example(each, kinds) for each in told.get("innocent", [])),
        kept_by=told.get("kept_by", ""),
        is_duty=told.get("is_duty", False),
    )


def _example(told: Mapping[str, str], kinds: frozenset[Kind]) -> Example:
    first = Kind.REPLY if Kind.REPLY in kinds else min(kinds)
    return Example(told["text"], told.get("language", "en"), Kind(told.get("kind", first)), told.get("order", ""))
