"""A row as the list shows it: every word worked out beforehand, because fifty rows are most of a page's time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from sportello.core.templatetags.pieces import badge, day, deadline, face, icon
from sportello.inbox.models import Ticket
from sportello.inbox.queue import urgency

from .dates import clock_of, day_of
from .listing import Row, Why
from .naming import LETTERS
from .place import Place
from .understanding import words

LONGEST_PREVIEW = 90
MOST_CHIPS = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A row in words. `due` and `reason` say how long there is and why, or where the ticket rests."""

    ticket: Ticket
    href: str
    due: SafeString
    reason: str
    badge: str
    name: str
    preview: str
    assignee: str
    unread: bool
    trouble: str
    repeat_of: int | None = None
    topics: Sequence[str] = ()
    risks: Sequence[str] = ()

    @property
    def tags(self) -> list[str]:
        """The words that hang on the ticket."""
        return [tag.name for tag in self.ticket.tags.all()]


def entry_of(row: Row, place: Place, now: datetime) -> Entry:
    """What the list of a place says of a row at `now`."""
    ticket = row.ticket
    due, reason = _standing(row, now)
    return Entry(
        ticket=ticket,
        href=f"{reverse('desk:ticket', args=[ticket.pk])}?{place.string}",
        due=due,
        reason=reason,
        badge=badge(LETTERS.get(ticket.channel.kind, "?"), ticket.channel.name) if ticket.channel else "",
        name=str(ticket.customer),
        preview=Truncator(ticket.preview or ticket.subject).chars(LONGEST_PREVIEW),
        assignee=face(ticket.assignee.name) if ticket.assignee else "",
        unread=row.unread,
        trouble=row.trouble,
        repeat_of=row.repeat_of,
        topics=[words.topic(slug) for slug in ticket.topics[: MOST_CHIPS - bool(ticket.risks)]],
        risks=[words.risk(slug) for slug in ticket.risks[:1]],
    )


def _standing(row: Row, now: datetime) -> tuple[SafeString, str]:
    ticket = row.ticket
    if ticket.due_at:
        return deadline(ticket.due_at, now), _reason(row, now)
    if ticket.snoozed_until:
        return _resting("snoozed", words=clock_of(ticket.snoozed_until)), day_of(ticket.snoozed_until)
    if ticket.resolved_at:
        return _resting("resolved", "is-done"), day(ticket.resolved_at, now)
    return _resting("waiting"), day(ticket.last_message_at, now)


def _reason(row: Row, now: datetime) -> str:
    """Why a row stands where it stands: it is overdue, it is at risk, or the clock that runs for it."""
    urgent = urgency(row.ticket, now)
    if urgent == "late":
        return _("overdue")
    if urgent == "later" and row.ticket.at_risk:
        return _("at risk")
    if row.why is Why.OFFICE:
        return _("office hours")
    channel = row.ticket.channel
    return _("%(hours)s h") % {"hours": channel.answer_hours} if channel and row.why is Why.HOURS else ""


def _resting(drawing: str, state: str = "", words: str = "") -> SafeString:
    return format_html('<span class="deadline {}">{} {}</span>', state, icon(drawing), words)
