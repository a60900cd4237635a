"""What each agent did, beside what the others do with the same mix of work."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.desk.insights.asked import Asked
from sportello.desk.insights.frame import span_of
from sportello.desk.insights.tiles import behind, between, said
from sportello.insights import asking, saying
from sportello.insights.asking import By, Figure, Only
from sportello.insights.exporting.tables import Cell, Table
from sportello.insights.gathering.running import zone_name
from sportello.insights.measures import MEASURES
from sportello.insights.people import counting
from sportello.insights.people.weighing import Fair, fair

TOLD = ("answers", "deadline_hit", "wrote_again", "repeats", "left_open")


@dataclass(frozen=True, slots=True)
class Beside:
    """One agent's mean and what is expected of the same work; `state` is "late" for surely more, "done" for less."""

    said: str
    between: str = ""
    expected: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One figure of an agent, with the way to its tickets."""

    said: str
    between: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One agent."""

    name: str
    key: int
    told: Mapping[str, Told]
    handling: Beside
    again: Beside


@dataclass(frozen=True, slots=True)
class Found:
    """The figures behind the lines."""

    agents: Mapping[int, str]
    figures: Mapping[tuple[str, str], Figure]
    handling: Mapping[int, Fair]
    again: Mapping[int, Fair]


def found(asked: Asked, *, now: datetime) -> Found:
    """What is known of every agent who did something on these days. A constant number of queries."""
    span, only = span_of(asked.days), Only(channels=asked.channels)
    told = asking.all_broken_down(TOLD, By.AGENT, span, only)
    figures = {(slug, key): figure for slug, lines in told.items() for key, figure in lines}
    begins, ends = span.moments(ZoneInfo(zone_name()))
    handling = fair(counting.handling(first=span.first, last=span.last, channels=asked.channels))
    again = fair(counting.written_again(begins=begins, ends=ends, now=now, channels=asked.channels))
    seen = {int(key) for _slug, key in figures if key.isdigit()} | set(handling) | set(again)
    agents = dict(Agent.objects.filter(pk__in=seen).order_by("name").values_list("pk", "name"))
    return Found(agents, figures, handling, again)


def lines(data: Found, asked: Asked) -> Sequence[Line]:
    """The agents by name."""
    return [
        Line(
            name=name,
            key=pk,
            told={slug: _told(slug, str(pk), data, asked) for slug in TOLD},
            handling=_beside(data.handling.get(pk), saying.minutes),
            again=_beside(data.again.get(pk), saying.percent),
        )
        for pk, name in data.agents.items()
    ]


def table(data: Found, asked: Asked) -> Table:
    """The same for other programs."""
    heads = ["agent", "name", *TOLD, "handling_seconds", "handling_expected", "wrote_again_mix", "wrote_again_expected"]
    rows = ([pk, name, *_numbers(data, pk)] for pk, name in data.agents.items())
    about: dict[str, Cell] = {"page": "people", "first": asked.days.first, "last": asked.days.last}
    return Table(f"people {asked.days.first} {asked.days.last}", heads, rows, about)


def _numbers(data: Found, pk: int) -> list[Cell]:
    told = [data.figures.get((slug, str(pk))) for slug in TOLD]
    both = [
        one
        for of in (data.handling.get(pk), data.again.get(pk))
        for one in ((of.mean, of.expected) if of else (None,) * 2)
    ]
    return [*(figure.value if figure else None for figure in told), *both]


def _told(slug: str, key: str, data: Found, asked: Asked) -> Told:
    measure, figure = MEASURES[slug], data.figures.get((slug, key))
    if figure is None or figure.value is None:
        return Told(said(measure, None), "", "")
    return Told(said(measure, figure.value), between(measure, figure), behind(slug, asked, by=By.AGENT.value, key=key))


def _beside(one: Fair | None, words: Callable[[float], str]) -> Beside:
    if one is None or one.mean is None:
        return Beside(saying.unknown())
    if one.expected is None or one.low is None or one.high is None:
        return Beside(words(one.mean), expected=_("nobody to compare with"))
    ends = _("%(low)s to %(high)s") % {"low": words(one.low), "high": words(one.high)}
    state = "late" if one.is_more else "done" if one.is_less else ""
    return Beside(words(one.mean), ends, words(one.expected), state)
