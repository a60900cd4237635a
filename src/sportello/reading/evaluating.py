"""Measuring reading on labelled messages, and a confusion report that a person can read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sportello.reading.judgements import Reading
from sportello.reading.labelled import Labelled, case_messages
from sportello.reading.reader import Unread, read_many
from sportello.reading.scoring import Tally, matched
from sportello.reading.vocabulary import TOPICS

_AT_ONCE: Final = 64
_SHOWN: Final = 12


@dataclass(slots=True)
class _Figures:
    topics: Tally = field(default_factory=Tally)
    by_topic: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    questions: Tally = field(default_factory=Tally)
    risks: Tally = field(default_factory=Tally)
    orders: Tally = field(default_factory=Tally)
    tracking: Tally = field(default_factory=Tally)
    messages: int = 0
    first_right: int = 0
    language_right: int = 0

    def add(self, message: Labelled, reading: Reading) -> None:
        said = {topic.slug for topic in reading.topics}
        self.messages += 1
        self.topics.add(said, message.topics)
        for topic in said | message.topics:
            self.by_topic[topic].add({topic} & said, {topic} & message.topics)
        self.first_right += reading.topics[0].slug in message.topics
        self.language_right += reading.language.code == message.language
        found = [(question.start, question.end, question.topic) for question in reading.questions]
        true = [(wish.start, wish.end, wish.topic) for wish in message.wishes]
        self.questions.count(matched(found, true), len(found), len(true))
        self.risks.add((risk.slug for risk in reading.risks), message.risks)
        self.orders.add(reading.values("order"), message.orders)
        self.tracking.add(reading.values("tracking"), message.tracking)

    def figures(self) -> dict[str, float]:
        known = [self.by_topic[topic].f1 for topic in TOPICS if topic in self.by_topic]
        plain = {
            "topics_micro_f1": self.topics.f1,
            "topics_macro_f1": sum(known) / max(1, len(known)),
            "topics_top1": self.first_right / max(1, self.messages),
            "questions_f1": self.questions.f1,
            "risk_micro_f1": self.risks.f1,
            "order_numbers_f1": self.orders.f1,
            "tracking_numbers_f1": self.tracking.f1,
            "language_accuracy": self.language_right / max(1, self.messages),
        }
        return {name: round(value, 4) for name, value in plain.items()}


def evaluate_messages(path: Path) -> dict[str, Any]:
    """Read every message of a JSON-lines file and compare: `figures`, `by_language`, `errors` (plain values, for JSON).

    Raises Mislabelled where the file is not what it should be, OSError where there is none.
    """
    messages = list(case_messages(path))
    overall = _Figures()
    by_language: dict[str, _Figures] = defaultdict(_Figures)
    errors: list[dict[str, Any]] = []
    for message, reading in zip(messages, _readings(messages), strict=True):
        overall.add(message, reading)
        by_language[message.language].add(message, reading)
        errors.extend(_errors(message, reading))
    return {
        "figures": overall.figures(),
        "by_language": {code: by_language[code].figures() for code in sorted(by_language)},
        "errors": errors,
    }


def confusion_report(path: Path) -> str:
    """For each topic, worst first: F1, right, wrong, missed, and which topics were said instead, with an example."""
    messages = list(case_messages(path))
    tallies: dict[str, Tally] = defaultdict(Tally)
    instead: dict[str, Counter[str]] = defaultdict(Counter)
    examples: dict[tuple[str, str], str] = {}
    for message, reading in zip(messages, _readings(messages), strict=True):
        said = {topic.slug for topic in reading.topics}
        for topic in said | message.topics:
            tallies[topic].add({topic} & said, {topic} & message.topics)
        for missed in message.topics - said:
            for wrong in said - message.topics or {"(nothing)"}:
                instead[missed][wrong] += 1
                examples.setdefault((missed, wrong), message.key)
    return "\n".join(_lines(tallies, instead, examples))


def _readings(messages: Sequence[Labelled]) -> Iterator[Reading]:
    for start in range(0, len(messages), _AT_ONCE):
        part = messages[start : start + _AT_ONCE]
        yield from read_many(Unread(message.body, message.subject, message.channel) for message in part)


def _errors(message: Labelled, reading: Reading) -> Iterator[dict[str, Any]]:
    pairs: Iterable[tuple[str, list[str], list[str]]] = (
        ("topics", [topic.slug for topic in reading.topics], sorted(message.topics)),
        ("risks", [risk.slug for risk in reading.risks], sorted(message.risks)),
        ("orders", list(reading.values("order")), list(message.orders)),
        ("tracking", list(reading.values("tracking")), list(message.tracking)),
        ("language", [reading.language.code], [message.language]),
        (
            "questions",
            [f"{question.topic}: {question.text}" for question in reading.questions],
            [f"{wish.topic}: {message.body[wish.start : wish.end]}" for wish in message.wishes],
        ),
    )
    for kind, said, wanted in pairs:
        if set(said) != set(wanted):
            yield {"id": message.key, "kind": kind, "said": said, "wanted": wanted}


def _lines(
    tallies: dict[str, Tally], instead: dict[str, Counter[str]], examples: dict[tuple[str, str], str]
) -> Iterator[str]:
    yield f"{'topic':<24}{'F1':>6}{'right':>7}{'wrong':>7}{'missed':>8}   said instead (times, an example)"
    for topic in sorted(tallies, key=lambda topic: tallies[topic].f1):
        tally = tallies[topic]
        others = ", ".join(
            f"{wrong} ({times}, {examples[topic, wrong]})" for wrong, times in instead[topic].most_common(_SHOWN // 4)
        )
        yield f"{topic:<24}{tally.f1:>6.2f}{tally.right:>7}{tally.wrong:>7}{tally.missed:>8}   {others}"
