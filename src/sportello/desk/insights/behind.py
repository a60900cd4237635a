"""The tickets behind a figure."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.understanding.words import topic as topic_name
from sportello.inbox.access import tickets_for
from sportello.inbox.models import Ticket
from sportello.insights import asking, saying
from sportello.insights.asking import Only
from sportello.insights.exporting.answering import download, wanted
from sportello.insights.exporting.tables import Table
from sportello.insights.measures import MEASURES, Measure
from sportello.insights.measures.kinds import Behind, By
from sportello.insights.models import IssueFact

from .frame import Frame, frame_of, span_of
from .naming import BYS, names
from .tiles import tile

PAGE = 50
MOST_EXPORTED = 100_000
SPOILED = frozenset({Behind.DUE, Behind.RESOLVED, Behind.WINDOW, Behind.SETTLED, Behind.REVIEWED})
"""Of these figures one may ask for the tickets that spoil them alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """One issue behind a figure; `ticket` is None when the ticket is gone and only its figures are left."""

    number: int
    ticket: Ticket | None
    fact: IssueFact
    topics: str
    handled: str


@require_safe
@requires(Permission.SEE_FIGURES)
def tickets(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """The issues that a figure rests on, the newest first, page by page; `bad=1` those alone that spoil it."""
    measure = MEASURES.get(slug)
    only = _only(request)
    if measure is None:
        raise Http404(_("There is no such figure."))
    if only.by is By.AGENT and not request.user.may(Permission.SEE_TEAM):
        raise Http404(_("Figures of single agents are for leads."))
    now = timezone.now()
    frame = frame_of(request, "insights-tickets", agent=request.user, now=now)
    only = Only(frame.asked.channels, only.by, only.key)
    bad = measure.behind in SPOILED and request.GET.get("bad") == "1"
    rows = asking.tickets_behind(measure, span_of(frame.asked.days), only, bad=bad)
    if form := wanted(request.GET.get("form", "")):
        return download(_table(rows[:MOST_EXPORTED], measure), form)
    page = _number(request.GET.get("page", ""))
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "measure": measure,
        "tile": tile(
            measure, asking.figures([measure], span_of(frame.asked.days), only)[slug], None, asked=frame.asked
        ),
        "frame": frame,
        "narrowed": _narrowed(only),
        "lines": _lines(request, found[:PAGE]),
        "may_spoil": measure.behind in SPOILED,
        "bad": bad,
        "page": page,
        "more": len(found) > PAGE,
        "query": _query(frame, only),
        "now": now,
    }
    return _render(request, context)


def _render(request: SignedInRequest, context: dict[str, object]) -> HttpResponse:
    return render(request, "desk/insights/tickets.html", context)


def _lines(request: SignedInRequest, facts: list[IssueFact]) -> list[Line]:
    ids = [fact.ticket for fact in facts]
    there = {one.pk: one for one in tickets_for(request.user).filter(pk__in=ids).select_related("customer", "channel")}
    return [
        Line(
            number=fact.ticket,
            ticket=there.get(fact.ticket),
            fact=fact,
            topics=", ".join(topic_name(slug) for slug in fact.topics),
            handled=saying.minutes(fact.handled) if fact.handled else "",
        )
        for fact in facts
    ]


def _only(request: SignedInRequest) -> Only:
    by, key = request.GET.get("by", ""), request.GET.get("key", "")[:40]
    if by not in list(By) or not key:
        return Only()
    if By(by) in {By.AGENT, By.PRODUCT, By.MACRO, By.ARTICLE, By.CHANNEL} and not (key.isascii() and key.isdigit()):
        return Only()
    return Only(by=By(by), key=key)


def _narrowed(only: Only) -> str:
    """What the figure was narrowed to, in words: "Topic: Refund"."""
    if only.by is None:
        return ""
    return f"{BYS.get(only.by, only.by.value)}: {names(only.by, [only.key])[only.key]}"


def _query(frame: Frame, only: Only) -> str:
    narrowed = urlencode({"by": only.by.value, "key": only.key}) if only.by else ""
    return "&".join(filter(None, (frame.query, narrowed)))


def _table(rows: "QuerySet[IssueFact]", measure: Measure) -> Table:
    heads = ["ticket", "opened_at", "first_answered_at", "resolved_at", "channel", "language", "topics", "complexity"]
    told = (
        [one.ticket, one.opened_at, one.first_answered_at, one.resolved_at, one.channel, one.language,
         " ".join(one.topics), one.complexity, one.handled, one.answers, one.repeats]
        for one in rows
    )  # fmt: skip
    return Table(f"tickets {measure.slug}", [*heads, "handled_seconds", "answers", "repeats"], told)


def _number(text: str) -> int:
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 6 else 1
