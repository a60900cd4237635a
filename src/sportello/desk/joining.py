"""Putting tickets together on the desk: which ones are offered, what was put in, and the words for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sportello.accounts.models import Agent
from sportello.customers import linking
from sportello.inbox import search
from sportello.inbox.access import tickets_for
from sportello.inbox.merging import family_of
from sportello.inbox.models import Merge, Ticket

MOST = 20


@dataclass(frozen=True, slots=True)
class Candidates:
    """Tickets that may be merged into one: the buyer's own, or what was found for `query`."""

    query: str
    tickets: Sequence[Ticket]


def candidates(*, ticket: Ticket, agent: Agent, query: str) -> Candidates:
    """The other tickets of the buyer, the latest first; with a query the tickets found for it, best first."""
    words = " ".join(query.split())[:200]
    if words:
        found = [one for one in search.search(agent=agent, query=words) if one.pk != ticket.pk]
        return Candidates(words, found[:MOST])
    theirs = tickets_for(agent).filter(customer__in=linking.together(ticket.customer_id)).exclude(pk=ticket.pk)
    rows = theirs.select_related("customer", "channel", "assignee").order_by("-last_message_at", "-pk")
    return Candidates("", list(rows[:MOST]))


def merges_into(ticket: Ticket) -> list[Merge]:
    """The standing merges by which other tickets became part of this one, the latest first; two queries."""
    rows = Merge.objects.filter(into__in=family_of(ticket.pk), undone_at=None)
    return list(rows.select_related("ticket__channel", "ticket__customer", "by").order_by("-pk"))


def merged_toast(merges: Collection[Merge]) -> SafeString:
    """Says that tickets were merged, with a button that parts them again by the page's form "undo"."""
    n = len(merges)
    said = ngettext("Merged.", "%(n)s tickets merged.", n) % {"n": n}
    ids = ",".join(str(merge.pk) for merge in merges)
    return format_html(
        '{} <button class="toast__act" name="merge" value="{}" form="undo">{}</button>', said, ids, _("Undo")
    )
