"""What was planted, with what it came to: for whoever looks for causes, gaps and waves and wants to be marked."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial

from sportello.sandbox.quarter.entities import Message, Order
from sportello.sandbox.quarter.planning import span_of
from sportello.sandbox.quarter.planted import (
    BRITTLE,
    CAUSES,
    CONFUSING,
    DECOYS,
    GAPS,
    MISLEADING,
    SPIKES,
    STUCK,
    Cause,
    Decoy,
    Gap,
    Spike,
)
from sportello.sandbox.quarter.playing import Played

from .subject import Issue


@dataclass(frozen=True, slots=True)
class Rate:
    """Some of so many."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class CauseFound:
    """A planted cause: how often it led to what it leads to, and how often that happened without it. `keys` are what
    it stands on in the game: places of agents or texts, keys of products and carriers."""

    cause: Cause
    keys: tuple[str, ...]
    with_it: Rate
    without: Rate


@dataclass(frozen=True, slots=True)
class GapFound:
    """A planted gap: how many issues fell into it, and how many searches found nothing."""

    gap: Gap
    issues: int


@dataclass(frozen=True, slots=True)
class SpikeFound:
    """A planted wave with its moments, and how many issues of its kind were opened within it."""

    spike: Spike
    begins: int
    ends: int
    issues: int


@dataclass(frozen=True, slots=True)
class Planted:
    """Everything that was planted, and what only looks so."""

    causes: tuple[CauseFound, ...]
    gaps: tuple[GapFound, ...]
    spikes: tuple[SpikeFound, ...]
    decoys: tuple[Decoy, ...]
    searches_without_result: dict[str, int]


def planted(played: Played, issues: list[Issue]) -> Planted:
    """What was planted in a quarter, counted."""
    return Planted(
        causes=tuple(_causes(played, issues)),
        gaps=tuple(GapFound(gap, sum(_falls_into(issue, gap) for issue in issues)) for gap in GAPS),
        spikes=tuple(_spike(played, issues, spike) for spike in SPIKES),
        decoys=DECOYS,
        searches_without_result=_vain_searches(played),
    )


def as_data(found: Planted) -> dict[str, object]:
    """The same for JSON."""
    return asdict(found)


def _causes(played: Played, issues: list[Issue]) -> Iterable[CauseFound]:
    answers = [(answer, _again(issue, answer)) for issue in issues for answer in issue.full_answers]
    money = [one for one in answers if _topic(one[0]) == "refund_status" and not one[0].asks]
    terse = tuple(str(person.place) for person in played.people if person.terse)
    yield _by_answers(CAUSES[0], terse, money, lambda answer: answer.by is not None and answer.by.terse)
    for cause, (topic, language), name in ((CAUSES[1], CONFUSING, "macro"), (CAUSES[2], MISLEADING, "article")):
        about = [one for one in answers if getattr(one[0], name) is not None and _topic(one[0]) == topic]
        texts = {getattr(answer, name) for answer, _ in about}
        keys = tuple(str(text.place) for text in texts if (text.topic, text.language) == (topic, language))
        yield _by_answers(cause, keys, about, partial(_uses, name, keys))
    yield _by_orders(CAUSES[3], (BRITTLE,), played, issues, lambda order: order.product.key == BRITTLE)
    stuck = (" ".join(STUCK),)
    yield _by_orders(CAUSES[4], stuck, played, issues, lambda order: (order.carrier.code, order.country) == STUCK)


def _uses(name: str, keys: tuple[str, ...], answer: Message) -> bool:
    return str(getattr(answer, name).place) in keys


def _by_answers(
    cause: Cause, keys: tuple[str, ...], answers: list[tuple[Message, bool]], has_it: Callable[[Message], bool]
) -> CauseFound:
    """Of how many answers the buyer wrote again."""
    arms = {arm: [again for answer, again in answers if has_it(answer) is arm] for arm in (True, False)}
    rates = {arm: Rate(sum(found), len(found)) for arm, found in arms.items()}
    return CauseFound(cause, keys, rates[True], rates[False])


def _by_orders(
    cause: Cause, keys: tuple[str, ...], played: Played, issues: list[Issue], has_it: Callable[[Order], bool]
) -> CauseFound:
    """On how many orders of the quarter there was an issue of the topic."""
    asked = {issue.root.order.number for issue in issues if issue.root.order and _is_about(issue, cause.topic)}
    placed = [order for order in played.orders if order.placed >= played.time.begins and not order.quiet]
    arms = {arm: [order for order in placed if has_it(order) is arm] for arm in (True, False)}
    rates = {arm: Rate(sum(order.number in asked for order in found), len(found)) for arm, found in arms.items()}
    return CauseFound(cause, keys, rates[True], rates[False])


def _again(issue: Issue, answer: Message) -> bool:
    """Whether the next that the buyer wrote after an answer is a repeat contact."""
    later = [message for message in issue.full_answers if message.number > answer.number]
    until = later[0].at if later else None
    return any(
        repeat.message.at > answer.at and (until is None or repeat.message.at <= until)
        for repeat in issue.repeats
        if repeat.reason != "no_answer"
    )


def _topic(answer: Message) -> str:
    said = [message for message in answer.thread.messages if message.inbound and message.number < answer.number]
    told = [message.topics[0] for message in said if message.topics != ("other",)]
    return told[-1] if told else "other"


def _is_about(issue: Issue, topic: str) -> bool:
    return any(topic in message.topics for message in issue.heard)


def _falls_into(issue: Issue, gap: Gap) -> bool:
    scene = issue.root.threads[0].scene
    return gap.language == scene.language and gap.product in {"", scene.product.key} and _is_about(issue, gap.topic)


def _spike(played: Played, issues: list[Issue], spike: Spike) -> SpikeFound:
    begins, ends = span_of(played.time, spike)
    inside = (issue for issue in issues if begins <= issue.root.opened < ends and _is_about(issue, spike.topic))
    return SpikeFound(spike, begins, ends, sum(_belongs(issue, spike) for issue in inside))


def _belongs(issue: Issue, spike: Spike) -> bool:
    order = issue.root.order
    if not (spike.carrier or spike.country or spike.product):
        return True
    return order is not None and (
        spike.carrier in {"", order.carrier.code}
        and spike.country in {"", order.country}
        and spike.product in {"", order.product.key}
    )


def _vain_searches(played: Played) -> dict[str, int]:
    found: dict[str, int] = {}
    steps = (step for visit in played.visits for step in visit.steps if step.kind == "searched" and not step.found)
    for step in steps:
        found[step.words] = found.get(step.words, 0) + 1
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))
