"""Choosing a macro for an answer, and putting it there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.place import place_of
from sportello.desk.views.answering import words
from sportello.desk.views.pages import is_part, ticket_or_404
from sportello.inbox import handling
from sportello.inbox.models import Draft, Thread, Ticket
from sportello.replies.macros import keeping
from sportello.replies.macros.choosing import ANY
from sportello.replies.macros.rendering import Rendered, Unreadable
from sportello.replies.macros.variables import VARIABLES
from sportello.replies.models import Macro, MacroEdition, MacroVerification

from .background import Background, background_of
from .facts import oldest
from .picking import LONGEST_QUERY, picks, render_for
from .refreshing import FRESH, refresh
from .words import age_in_words


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ANSWER)
def macros(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """The macros for an answer in `thread`, found by `find`. A POST first keeps what was being written (`text`): the
    way of a browser without JavaScript, which leaves the page."""
    ticket = ticket_or_404(request, ticket_id)
    if request.method == "POST":
        return _keep_and_choose(request, ticket)
    background = _background(request.GET.get("thread", ""), ticket)
    find = request.GET.get("find", "")[:LONGEST_QUERY]
    context = {
        "ticket": ticket,
        "thread": background.thread,
        "find": find,
        "picks": picks(background=background, agent=request.user, query=find),
        "languages": background.languages,
        "any_macros": bool(find) or Macro.objects.offered().exists(),
        "may_write": request.user.may(Permission.WRITE_ARTICLES),
        "place": place_of(request),
    }
    template = "desk/macros/choosing.html#list" if is_part(request) else "desk/macros/choosing.html"
    return render(request, template, context)


@require_POST
@requires(Permission.ANSWER)
def insertions(request: SignedInRequest, ticket_id: int, edition_id: int) -> HttpResponse:
    """Put an edition into the answer in `thread`, with facts asked for anew: as a part for the page's own script, else
    at the end of the draft. 404 for one that is not in use."""
    ticket, now = ticket_or_404(request, ticket_id), timezone.now()
    in_use = MacroEdition.objects.filter(macro__retired_at=None, verifications__in=MacroVerification.objects.standing())
    edition = get_object_or_404(in_use.select_related("macro"), pk=edition_id)
    background = _background(request.POST.get("thread", ""), ticket)
    if edition.audience not in (background.audience, ANY):
        raise Http404
    made = inserted(edition=edition, background=background, request=request, now=now)
    keeping.use(edition=edition, ticket=int(ticket.pk), by=request.user, now=now)
    if is_part(request):
        return render(request, "desk/macros/inserted.html", {"made": made})
    _append(request, ticket, background.thread, made)
    return _to_ticket(request, ticket, background.thread)


@dataclass(frozen=True, slots=True)
class Inserted:
    """A macro as it goes into the answer. `stale` is the age of facts that nobody renewed in time, None when fresh."""

    title: str
    rendered: Rendered
    stale: timedelta | None

    @property
    def notes(self) -> list[str]:
        """What the agent should know of it."""
        notes = []
        if self.rendered.gaps:
            notes.append(_("Fill the marked places before you send."))
        if self.stale is not None:
            age = age_in_words(self.stale)
            notes.append(_("The facts are from %(age)s: nobody told us anything newer in time.") % {"age": age})
        return notes


def inserted(*, edition: MacroEdition, background: Background, request: SignedInRequest, now: datetime) -> Inserted:
    """An edition in a conversation, after asking marketplace and carrier anew where it names live facts."""
    live = [key for key in edition.variables if key in VARIABLES and VARIABLES[key].live]
    if live and background.order is not None:
        background = background.with_order(refresh(background.order, now=now), timezone.now())
    try:
        rendered = render_for(edition, background, request.user)
    except Unreadable as broken:
        raise Http404(str(broken)) from broken
    age = oldest(live, background.order, background.now)
    return Inserted(edition.title, rendered, age if age is not None and age > FRESH else None)


def _background(thread: str, ticket: Ticket) -> Background:
    """Raises Http404 when the ticket does not hold the thread."""
    thread_id = int(thread) if thread.isascii() and thread.isdigit() and len(thread) < 19 else None
    found = background_of(ticket=ticket, now=timezone.now(), thread_id=thread_id)
    if found is None:
        raise Http404
    return found


def _keep_and_choose(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    thread, text = _background(request.POST.get("thread", ""), ticket).thread, words(request.POST.get("text", ""))
    if text.strip():
        _keep(request, ticket, thread, text)
    address = reverse("desk:macros-for", args=[ticket.pk])
    return HttpResponseRedirect(f"{address}?{place_of(request).string}&thread={thread.pk}", status=303)


def _append(request: SignedInRequest, ticket: Ticket, thread: Thread, made: Inserted) -> None:
    draft = Draft.objects.filter(ticket=ticket, thread=thread).first()
    before = draft.text.rstrip() if draft else ""
    _keep(request, ticket, thread, f"{before}\n\n{made.rendered.text}" if before else made.rendered.text)
    for note in made.notes:
        toasts.warning(request, note)


def _keep(request: SignedInRequest, ticket: Ticket, thread: Thread, text: str) -> None:
    """Keep a draft on top of whatever stands there: the page that this comes from has shown it."""
    standing = Draft.objects.filter(ticket=ticket, thread=thread).values_list("version", flat=True).first()
    handling.save_draft(
        ticket=ticket, thread=thread, text=text, version=standing or 0, by=request.user, now=timezone.now()
    )


def _to_ticket(request: SignedInRequest, ticket: Ticket, thread: Thread) -> HttpResponse:
    address = f"{reverse('desk:ticket', args=[ticket.pk])}?{place_of(request).string}&thread={thread.pk}#composer"
    return HttpResponseRedirect(address, status=303)
