"""Following up what was written: contacts per 100 orders before and after its publication."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from sportello.channels.inbound import ChannelKind
from sportello.inbox.audiences import SHOP
from sportello.insights.models import AskedQuestion, Gap, WrittenArticle
from sportello.orders.models import Order

from .comparing import WINDOW, BeforeAfter, rate, ratio, windows

_DAY = timedelta(days=1)
MARKETPLACES = (ChannelKind.AMAZON, ChannelKind.EBAY, ChannelKind.WALMART)


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of a gap once its article was published: of 30 days after it so many `days` are over."""

    published: date
    days: int
    compared: BeforeAfter

    @property
    def is_over(self) -> bool:
        """Whether the time after is over, so that the figures stand."""
        return self.days >= WINDOW.days


def follow(*, now: datetime) -> int:
    """Count anew for everything published whose time after is not over yet; returns how many that were."""
    rows = WrittenArticle.objects.select_related("gap", "edition").annotate(
        first_published=Min("edition__publications__at")
    )
    open_ones = [row for row in rows.filter(first_published__isnull=False) if not _is_over(row)]
    for row in open_ones:
        row.followed = _counted(row, timezone.localdate(row.first_published), timezone.localdate(now))
        row.save(update_fields=["followed"])
    return len(open_ones)


def followed(written: WrittenArticle) -> Followed | None:
    """What is known of the time after its publication; None before the first day is over."""
    kept: Mapping[str, Any] = written.followed
    if not kept or not kept["days"]:
        return None
    before, after = rate(*kept["before"]), rate(*kept["after"])
    others = ratio(rate(*kept["others_before"]), rate(*kept["others_after"]))
    compared = BeforeAfter(before, after, ratio(before, after), others)
    return Followed(date.fromisoformat(kept["published"]), int(kept["days"]), compared)


def _is_over(row: WrittenArticle) -> bool:
    return bool(row.followed) and int(row.followed["days"]) >= WINDOW.days


def _counted(row: WrittenArticle, published: date, today: date) -> dict[str, Any]:
    before, (first, last) = windows(published)
    last = min(last, today - _DAY)
    gap = row.gap
    ours = Q(language=gap.language) & _asked_in(gap)
    kept: dict[str, Any] = {"published": published.isoformat(), "days": max((last - first).days + 1, 0)}
    for name, days in (("before", before), ("after", (first, last))):
        since, until = _moments(*days)
        orders = _orders(gap.audience).filter(placed_at__gte=since, placed_at__lt=until).count()
        asked = AskedQuestion.objects.filter(audience=gap.audience, asked_at__gte=since, asked_at__lt=until)
        found = asked.aggregate(
            ours=Count("ticket", distinct=True, filter=ours), others=Count("ticket", distinct=True, filter=~ours)
        )
        kept |= {name: [found["ours"], orders], f"others_{name}": [found["others"], orders]}
    return kept


def _asked_in(gap: Gap) -> Q:
    """The questions of a gap; where it is about one product, all of its topic about that product."""
    if gap.product is None:
        return Q(group=gap.group_id)
    return Q(group__topic=gap.topic, product=gap.product)


def _orders(audience: str) -> QuerySet[Order]:
    """The orders of the channels on which an audience buys."""
    theirs = Q(channel__kind=audience)
    return Order.objects.filter(~Q(channel__kind__in=MARKETPLACES) if audience == SHOP else theirs)


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    """When the first day begins and when the last one is over, in the house's own time zone."""
    begins, ends = (timezone.make_aware(datetime.combine(day, time())) for day in (first, last + _DAY))
    return begins, ends
