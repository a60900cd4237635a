"""Lines of causes as a page shows them, with the acts that were done about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sportello.inbox.models import RepeatRule
from sportello.insights.causes.judging import Verdict
from sportello.insights.causes.reading_facts import SETTLED
from sportello.insights.models import CauseLine, CauseStudy, Dimension, Remedy, Trouble
from sportello.portal.deflection import Difference, Share, difference, share

from . import words
from .naming import Place, names

SHOWN_PER_DIMENSION = 8
_WIDTH = 160


@dataclass(frozen=True, slots=True)
class Whisker:
    """An interval as a drawing of 160 by 16: where nothing special, the ends and the middle lie."""

    zero: int
    low: int
    high: int
    middle: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A line in words and figures."""

    line: CauseLine
    name: str
    subject: str
    ending: str
    rate: str
    interval: str
    others: str
    difference: str
    reach: str
    surplus: str
    verdict: str
    whisker: Whisker
    because: str = ""
    remedies: Sequence["Followed"] = ()

    @property
    def is_cause(self) -> bool:
        """Whether it raises the rate by itself."""
        return self.line.verdict == Verdict.CAUSE


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The values of one dimension, those with the largest surplus first."""

    dimension: Dimension
    lines: Sequence[Shown]
    count: int


@dataclass(frozen=True, slots=True)
class Followed:
    """What was done about a line, and the rate before and after. Without both, `settles` says from when it shows."""

    remedy: Remedy
    what: str
    before: Share | None = None
    after: Share | None = None
    change: Difference | None = None
    told: Mapping[str, str] | None = None
    settles: datetime | None = None


def shown(study: CauseStudy, lines: Sequence[CauseLine]) -> list[Shown]:
    """Lines in words; at most four queries."""
    called = names([*lines, *(line.because for line in lines if line.because)])
    widest = max((max(abs(line.low), abs(line.high)) for line in lines), default=0.0) or 1.0
    return [_shown(study, line, called, widest) for line in lines]


def breakdowns(study: CauseStudy, *, only: Dimension | None = None) -> list[Breakdown]:
    """The study's lines by dimension, the first few of each, or all of one."""
    rows = sorted(study.lines.select_related("because"), key=lambda row: (not row.rank, row.rank, -row.surplus))
    by_dimension: dict[str, list[CauseLine]] = {}
    for row in rows:
        by_dimension.setdefault(row.dimension, []).append(row)
    kept = {
        dimension: found if only else found[:SHOWN_PER_DIMENSION]
        for dimension, found in by_dimension.items()
        if only in {None, dimension}
    }
    told = iter(shown(study, [line for dimension in Dimension for line in kept.get(dimension, ())]))
    return [
        Breakdown(dimension, [next(told) for _line in kept[dimension]], len(by_dimension[dimension]))
        for dimension in Dimension
        if dimension in kept
    ]


def followed(remedies: Iterable[Remedy], *, called: Mapping[Place, str] | None = None) -> list[Followed]:
    """What was done, with the rates before and after; two queries and those for names."""
    rows = list(remedies)
    known = called or names(rows)
    window = RepeatRule.objects.filter(pk=1).first() or RepeatRule()
    return [_followed(row, known[row.dimension, row.key], window.days) for row in rows]


def _followed(row: Remedy, name: str, window: int) -> Followed:
    said = _subject(row, name)
    settles = row.at + (SETTLED if row.trouble == Trouble.CONTACT else timedelta(days=window))
    if row.before_cases is None or row.before_hits is None or not row.after_cases or row.after_hits is None:
        return Followed(row, said, settles=settles)
    before, after = share(row.before_hits, row.before_cases), share(row.after_hits, row.after_cases)
    change = difference(after, before)
    if before.value is None or after.value is None or change.value is None:
        return Followed(row, said, before, settles=settles)
    told = {
        "before": words.share(before.value),
        "after": words.share(after.value),
        "change": words.points(change.value),
        "reach": reach(change.low, change.high),
        "by_itself": words.points(-row.chance_hits / before.whole),
        "others_before": words.share(row.others_before or 0.0),
        "others_after": words.share(row.others_after or 0.0),
    }
    return Followed(row, said, before, after, change, told)


def _subject(row: Remedy, name: str) -> str:
    line = CauseLine(dimension=row.dimension, key=row.key)
    return words.about(words.subject(line, name, row.trouble), row.topic)


def reach(low: float, high: float) -> str:
    """An interval of points: "+12 to +31"."""
    return words.between(words.points(low), words.points(high))


def _shown(study: CauseStudy, line: CauseLine, called: Mapping[Place, str], widest: float) -> Shown:
    name, of_all = called[line.dimension, line.key], share(line.hits, line.cases)
    because = line.because
    return Shown(
        line=line,
        name=words.about(name, line.topic),
        subject=words.subject(line, name, study.trouble),
        ending=words.ending(study.trouble, line.rate, line.others, line.topic),
        rate=words.share(line.rate),
        interval=words.between(words.share(of_all.low), words.share(of_all.high)),
        others=words.share(line.others),
        difference=words.points(line.difference),
        reach=reach(line.low, line.high),
        surplus=words.surplus(study.trouble, line.surplus),
        verdict=str(words.VERDICTS[line.verdict]),
        whisker=_whisker(line, widest),
        because=words.about(called[because.dimension, because.key], because.topic) if because else "",
    )


def _whisker(line: CauseLine, widest: float) -> Whisker:
    def place(value: float) -> int:
        return round(_WIDTH / 2 * (1 + value / widest * 0.95))

    return Whisker(place(0), place(line.low), place(line.high), place(line.difference))
