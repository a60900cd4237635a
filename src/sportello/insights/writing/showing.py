"""The gaps as their page needs them: each with its sum, narrowed to what somebody asked for, the dearest first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sportello.insights.models import ChannelWeight, Gap, GapMute, WrittenArticle

from .choosing import title_of
from .counted import Basis, basis_of
from .telling import Said, said_in
from .valuing import Cell, Value, main_product, narrowed, value_of

MOSTLY_ANSWERED: Final = 0.5
"""From which share of the examples that it answers an edition is the gap's answer."""

READ_FOR_TITLE: Final = 4
"""Examples from whose words a title is chosen."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the list is narrowed to; None and "" mean everything."""

    channel: int | None = None
    product: int | None = None
    topic: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A gap with its value, what that is counted from, and the article begun because of it."""

    gap: Gap
    cells: Sequence[Cell]
    value: Value
    basis: Basis
    written: WrittenArticle | None

    @property
    def product(self) -> int | None:
        """The product that it is about, or that most of its tickets are about, if there is one."""
        return self.gap.product or main_product(self.cells)

    @property
    def is_answered(self) -> bool:
        """Whether an edition answers most of its examples: then that is to be mended, not another one written."""
        return self.basis.cover is not None and self.basis.cover.fit >= MOSTLY_ANSWERED


@dataclass(frozen=True, slots=True)
class Lists:
    """The lines by what is to be done about them, each list with the most valuable first."""

    write: list[Line]
    mend: list[Line]
    muted: list[Line]


def weights() -> dict[int, float]:
    """What a minute on each channel is worth to the owner, where they said so."""
    return {channel: float(weight) for channel, weight in ChannelWeight.objects.values_list("channel", "weight")}


def lines(chosen: Chosen) -> list[Line]:
    """The gaps that have tickets of what was chosen, the most valuable first; three queries."""
    gaps = Gap.objects.filter(tickets__gt=0)
    gaps = gaps.filter(topic=chosen.topic) if chosen.topic else gaps
    gaps = gaps.filter(language=chosen.language) if chosen.language else gaps
    found = list(gaps)
    written = _written(found)
    known = weights()
    all_lines = (_line(gap, written.get(gap.pk), known, chosen) for gap in found)
    return sorted((line for line in all_lines if line.cells), key=lambda line: (-line.value.minutes, line.gap.pk))


def parted(found: Iterable[Line], muted: Collection[int]) -> Lists:
    """The lines of gaps that are muted (by id), of those that an edition answers already, and all others."""
    lists = Lists([], [], [])
    for line in found:
        kind = lists.muted if line.gap.pk in muted else lists.mend if line.is_answered else lists.write
        kind.append(line)
    return lists


def mutes(now: datetime) -> dict[int, GapMute]:
    """What nobody wants to see now, by the gap."""
    return {mute.gap_id: mute for mute in GapMute.objects.standing(now).select_related("by")}


def line_of(gap: Gap) -> Line:
    """One gap with all its tickets."""
    return _line(gap, _written([gap]).get(gap.pk), weights(), Chosen())


def _line(gap: Gap, written: WrittenArticle | None, known: Mapping[int, float], chosen: Chosen) -> Line:
    basis = basis_of(gap.counted)
    cells = narrowed([Cell(*cell) for cell in gap.cells], channel=chosen.channel, product=chosen.product)
    value = value_of(cells, days=gap.days, share=basis.share, handling=basis.handling, weights=known, cover=basis.cover)
    return Line(gap, cells, value, basis, written)


def _written(gaps: Iterable[Gap]) -> dict[int, WrittenArticle]:
    rows = WrittenArticle.objects.filter(gap__in=[gap.pk for gap in gaps]).select_related("edition__latest")
    return {row.gap_id: row for row in rows.order_by("at", "pk")}


def followed_up() -> list[WrittenArticle]:
    """What was written because of gaps, the latest first, each with its text; one query."""
    rows = WrittenArticle.objects.select_related("edition__article", "edition__latest", "edition__published", "gap")
    return list(rows[:50])


def titles(gaps: Sequence[Gap]) -> dict[int, str]:
    """A title for each gap from the words of its questions; "" where none of them is there any more."""
    said = said_in([message for gap in gaps for message in gap.examples[:READ_FOR_TITLE]])
    return {gap.pk: title_from(gap, said) for gap in gaps}


def title_from(gap: Gap, said: Mapping[int, Said]) -> str:
    """A title for a gap from the words of its examples."""
    read = gap.examples[:READ_FOR_TITLE]
    return title_of([said[message].question for message in read if message in said])
