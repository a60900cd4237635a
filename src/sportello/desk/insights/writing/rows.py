"""What the pages show of each gap: its title, its names, its sum, and what to do about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sportello.channels.models import Channel
from sportello.desk.understanding.words import topic as topic_name
from sportello.insights.models import GapMute, WrittenArticle
from sportello.insights.writing import following
from sportello.insights.writing.following import Followed
from sportello.insights.writing.showing import Line, titles
from sportello.knowledge.models import Edition
from sportello.orders.models import Product

from .sums import Names, in_short, span_of_time


@dataclass(frozen=True, slots=True)
class Row:
    """A gap in the list."""

    line: Line
    title: str
    product: str
    answer: str
    value: str
    sum: str
    mute: GapMute | None

    @property
    def to_mend(self) -> int | None:
        """The edition that answers it mostly, which is to be mended rather than written once more."""
        return self.line.basis.cover.edition if self.line.basis.cover and self.line.is_answered else None


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """What was written because of a gap, and what became of it; None while that is not known."""

    written: WrittenArticle
    value: str
    followed: Followed | None


def rows(lines: Sequence[Line], names: Names, muted: Mapping[int, GapMute]) -> list[Row]:
    """The lines of the list with their words; `muted` are the mutes by gap."""
    called = titles([line.gap for line in lines])
    return [
        Row(
            line=line,
            title=called[line.gap.pk] or topic_name(line.gap.topic),
            product=names.products.get(line.product or 0, ""),
            answer=names.editions.get(line.basis.cover.edition, "") if line.basis.cover and line.is_answered else "",
            value=span_of_time(line.value.minutes),
            sum=in_short(line),
            mute=muted.get(line.gap.pk),
        )
        for line in lines
    ]


def names_for(lines: Iterable[Line]) -> Names:
    """What the channels, products and editions of these lines are called; three queries."""
    known = list(lines)
    editions = {line.basis.cover.edition for line in known if line.basis.cover}
    editions |= {line.basis.elsewhere for line in known if line.basis.elsewhere}
    products = {cell.product for line in known for cell in line.cells if cell.product}
    products |= {line.gap.product for line in known if line.gap.product}
    return Names(
        channels=dict(Channel.objects.values_list("pk", "name")),
        products=dict(Product.objects.filter(pk__in=products).values_list("pk", "title")),
        editions={
            pk: title or ""
            for pk, title in Edition.objects.filter(pk__in=editions).values_list("pk", "published__title")
        },
    )


def followed(written: Iterable[WrittenArticle]) -> list[FollowedRow]:
    """What was written, in words."""
    return [FollowedRow(one, span_of_time(one.minutes), following.followed(one)) for one in written]
