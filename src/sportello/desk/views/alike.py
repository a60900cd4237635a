"""Many alike: one text for the tickets chosen in the queue, seen for each before it leaves, and how far it has come."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.place import place_of
from sportello.inbox import alike
from sportello.inbox.access import tickets_for
from sportello.inbox.alike import ToSend, Worded, worded
from sportello.inbox.answering_all import Part
from sportello.inbox.courtesy import Way
from sportello.inbox.models import AlikeRound, AlikeState, Ticket
from sportello.inbox.replying import CannotSend

from .answering import words
from .pages import is_part

MOST = 150


@require_POST
@requires(Permission.ANSWER)
def writing(request: SignedInRequest) -> HttpResponse:
    """The form for one answer to every `ticket` named; nothing changes yet."""
    return _form(request, _tickets(request), words(request.POST.get("text", "")))


@require_POST
@requires(Permission.ANSWER)
def preview(request: SignedInRequest) -> HttpResponse:
    """The text as each ticket would get it, with what cannot be sent and why; nothing changes yet."""
    tickets, text = _tickets(request), words(request.POST.get("text", ""))
    if not text.strip() or not tickets:
        return _form(request, tickets, text, _("There is nothing to send yet."))
    each = worded(tickets=tickets, text=text)
    context = {"each": each, "text": text, "key": uuid4(), "place": place_of(request), "now": timezone.now()}
    return render(request, "desk/alike/preview.html", {**context, "sendable": sum(not one.why_not for one in each)})


def _form(request: SignedInRequest, tickets: Sequence[Ticket], text: str, problem: str = "") -> HttpResponse:
    if not tickets:
        toasts.warning(request, _("Choose some tickets first."))
        return HttpResponseRedirect(f"{reverse('desk:queue')}?{place_of(request).string}", status=303)
    context = {"tickets": tickets, "text": text, "problem": problem, "place": place_of(request)}
    return render(request, "desk/alike/writing.html", context, status=422 if problem else 200)


@require_POST
@requires(Permission.ANSWER)
def rounds(request: SignedInRequest) -> HttpResponse:
    """Send to every ticket of `send` what its form says. The same form sent again sends nothing again."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError as broken:
        raise Http404 from broken
    tickets = _tickets(request, "send")
    answers = [_answer(request, one) for one in worded(tickets=tickets, text=words(request.POST.get("text", "")))]
    try:
        begun = alike.begin(key=key, answers=[a for a in answers if a.parts], by=request.user, now=timezone.now())
    except CannotSend as refused:
        return _form(request, tickets, words(request.POST.get("text", "")), str(refused))
    address = f"{reverse('desk:alike-round', args=[begun.pk])}?{place_of(request).string}"
    return HttpResponseRedirect(address, status=303)


def _answer(request: SignedInRequest, one: Worded) -> ToSend:
    """What the form says for one ticket: its own words, and which of the other conversations get theirs."""
    pk = one.ticket.pk
    text = words(request.POST.get(f"text-{pk}", "")).strip()
    seen = request.POST.get(f"seen-{pk}", "")
    seen_up_to = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else one.seen_up_to
    thread, wanted = request.POST.get(f"thread-{pk}", ""), {*request.POST.getlist(f"also-{pk}")}
    if not text or not one.parts or not thread.isascii() or not thread.isdigit():
        return ToSend(one.ticket, (), seen_up_to)
    first, *others = one.parts
    if thread != str(first.thread_id):
        # The main conversation is another one by now: the words go where they were seen to go, and nowhere else.
        return ToSend(one.ticket, [Part(int(thread), Way.FULL, text)], seen_up_to)
    edited = text != one.text.strip()
    also = [
        Part(part.thread_id, part.way, text if edited and part.way is Way.FULL else part.text)
        for part in others
        if str(part.thread_id) in wanted and part.way is not Way.NOTHING
    ]
    return ToSend(one.ticket, [Part(first.thread_id, Way.FULL, text), *also], seen_up_to)


@require_safe
@requires(Permission.ANSWER)
def progress(request: SignedInRequest, round_id: int) -> HttpResponse:
    """How far a round has come, ticket by ticket, with the reasons of what was refused; only its sender sees it."""
    begun = get_object_or_404(AlikeRound, pk=round_id, agent=request.user)
    answers = list(begun.answers.select_related("ticket__customer", "ticket__channel").order_by("pk"))
    waiting = sum(answer.state == AlikeState.WAITING for answer in answers)
    context = {
        "round": begun,
        "answers": answers,
        "waiting": waiting,
        "done": len(answers) - waiting,
        "sent": sum(answer.state == AlikeState.SENT for answer in answers),
        "refused": [answer.ticket_id for answer in answers if answer.state == AlikeState.REFUSED],
        "place": place_of(request),
    }
    return render(request, "desk/alike/round.html#state" if is_part(request) else "desk/alike/round.html", context)


def _tickets(request: SignedInRequest, name: str = "ticket") -> list[Ticket]:
    given = request.POST.getlist(name)[:MOST]
    wanted = [int(pk) for pk in given if pk.isascii() and pk.isdigit() and len(pk) < 16]
    rows = tickets_for(request.user).filter(pk__in=wanted).select_related("customer", "channel")
    return list(rows.order_by("due_at", "pk"))
