"""What every page of the insights has around it: which days and channels, and the views that were kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from sportello.accounts.access import Permission
from sportello.accounts.models import Agent
from sportello.channels.models import Channel
from sportello.insights.asking import Span
from sportello.insights.gathering.running import zone_name
from sportello.insights.models import Gathered, SavedView

from .asked import Against, Asked, Days, Stretch, asked

STRETCHES: Mapping[Stretch, str | Promise] = {
    Stretch.WEEK: gettext_lazy("7 days"),
    Stretch.FOUR_WEEKS: gettext_lazy("28 days"),
    Stretch.QUARTER: gettext_lazy("91 days"),
    Stretch.MONTH: gettext_lazy("This month"),
    Stretch.LAST_MONTH: gettext_lazy("Last month"),
    Stretch.OWN: pgettext_lazy("days", "From … to …"),
}
AGAINSTS: Mapping[Against, str | Promise] = {
    Against.BEFORE: gettext_lazy("The days before"),
    Against.YEAR: gettext_lazy("A year ago"),
    Against.NOTHING: pgettext_lazy("comparison", "Nothing"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What was asked of a page, in words and as choices. `page` is the name of its address."""

    page: str
    asked: Asked
    channels: Sequence[Channel]
    saved: Sequence[SavedView]
    may_open: bool = True
    """Whether the reader may open figures down to their tickets."""

    is_counted: bool = True
    """Whether events were ever gathered: before, a nought says nothing."""

    @property
    def days(self) -> str:
        """The days in words: "26 Oct – 22 Nov 2026"."""
        return days_in_words(self.asked.days)

    @property
    def compared(self) -> str:
        """The days they are compared with; "" without any."""
        return days_in_words(self.asked.compared) if self.asked.compared else ""

    @property
    def narrowed(self) -> str:
        """The channels that were chosen, by name; "" for all of them."""
        return ", ".join(channel.name for channel in self.channels if channel.pk in self.asked.channels)

    @property
    def stretches(self) -> Sequence[tuple[str, str | Promise, bool]]:
        """The choices of days: value, name, whether chosen."""
        return [(one.value, name, one is self.asked.stretch) for one, name in STRETCHES.items()]

    @property
    def againsts(self) -> Sequence[tuple[str, str | Promise, bool]]:
        """The choices of a comparison: value, name, whether chosen."""
        return [(one.value, name, one is self.asked.against) for one, name in AGAINSTS.items()]

    @property
    def query(self) -> str:
        """What was asked, as it stands behind the "?" of an address."""
        return self.asked.query


def frame_of(request: HttpRequest, page: str, *, agent: Agent, now: datetime) -> Frame:
    """The frame of a page at `now`. Four queries."""
    said = {name: request.GET.getlist(name) for name in request.GET}
    wanted = asked(said, today=today_at(now))
    channels = list(Channel.objects.order_by("name", "pk"))
    saved = list(SavedView.objects.open_to(agent).filter(page=page).select_related("agent").order_by("name", "pk"))
    return Frame(
        page,
        wanted,
        channels,
        saved,
        may_open=agent.may(Permission.SEE_FIGURES),
        is_counted=Gathered.objects.filter(at__isnull=False).exists(),
    )


def today_at(now: datetime) -> date:
    """The day in the reports' time zone."""
    return timezone.localtime(now, ZoneInfo(zone_name())).date()


def span_of(days: Days) -> Span:
    """Days as the figures are asked for."""
    return Span(days.first, days.last)


def days_in_words(days: Days) -> str:
    """A stretch of days, as short as is clear: "3 Nov 2026", "26 Oct – 22 Nov 2026"."""
    last = date_format(days.last, pgettext("date format", "j M Y"))
    if days.first == days.last:
        return str(last)
    same_year = days.first.year == days.last.year
    first = date_format(days.first, pgettext("date format", "j M") if same_year else pgettext("date format", "j M Y"))
    return _("%(first)s – %(last)s") % {"first": first, "last": last}
