"""Writing to a buyer: answers, drafts, and what became of an answer on its way."""

from dataclasses import replace

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.channels.models import Outbox
from sportello.desk.attaching import kept
from sportello.desk.composing import Attempt, Choice
from sportello.desk.following import following
from sportello.desk.once import Review, just_said, send_once
from sportello.desk.place import place_of
from sportello.desk.replying.forms import decisions_of
from sportello.desk.replying.known import known_for
from sportello.desk.replying.panel import beside
from sportello.inbox import handling, resolving, settling
from sportello.inbox.answering_all import Part, PartsRefused, QuestionsOpen
from sportello.inbox.courtesy import Way
from sportello.inbox.models import Holding, Message, Thread, Ticket
from sportello.inbox.refusing import CannotSend
from sportello.inbox.replying import NewerMessage

from .pages import back_to, go_on, is_part, say_problem, show_ticket, stay, ticket_or_404

MOST_ALSO = 100


@require_POST
@requires(Permission.ANSWER)
def messages(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Answer the buyer of `thread`, and in each conversation of `also` what `way-<thread>` says; then stay, go to the
    next ticket, or resolve and go to the next.

    When a newer message stands in the ticket (409) or something cannot leave (422), nothing is sent: the page comes
    back with the texts and the files as they were, and says why.
    """
    ticket, thread = ticket_or_404(request, ticket_id), _thread(request)
    now, attempt = timezone.now(), Attempt(thread.pk, words(request.POST.get("text", "")), choices=_choices(request))
    after = following(agent=request.user, place=place_of(request), ticket_id=ticket.pk, now=now)
    try:
        attempt = replace(attempt, files=kept(request.FILES.getlist("files"), request.POST.getlist("kept"), now))
        seen_up_to = _number(request.POST.get("seen_up_to", "0"))
        known = known_for(ticket=ticket, thread_id=thread.pk, now=now)
        parts, decisions = _parts(ticket, attempt), decisions_of(request)
        said = Review(known.facts, decisions)
        sent = send_once(ticket=ticket, parts=parts, by=request.user, now=now, seen_up_to=seen_up_to, review=said)
    except NewerMessage as newer:
        attempt = replace(attempt, newer=True, problem=str(newer))
        return show_ticket(request, ticket.pk, attempt=attempt, status=409)
    except QuestionsOpen as left:
        attempt = replace(attempt, problem=str(left))
        asked = beside(
            ticket=ticket, thread_id=thread.pk, draft=attempt.text, now=now, decisions=decisions_of(request), asks=True
        )
        return show_ticket(request, ticket.pk, attempt=attempt, beside=asked, status=422)
    except CannotSend as refused:
        attempt = replace(attempt, problem=str(refused), problems=_problems(refused))
        return show_ticket(request, ticket.pk, attempt=attempt, status=422)
    if sent > 1:
        toasts.success(request, _("Sent to %(n)s conversations.") % {"n": sent})
    return _then(request, ticket, after)


def _choices(request: SignedInRequest) -> dict[int, Choice]:
    """What the form says of the further conversations."""
    chosen: dict[int, Choice] = {}
    for given in request.POST.getlist("also")[:MOST_ALSO]:
        way = request.POST.get(f"way-{given}", "")
        notice, full = (words(request.POST.get(f"{name}-{given}", "")) for name in ("notice", "full"))
        chosen[_number(given)] = Choice(Way(way) if way in Way else Way.NOTHING, notice, full)
    return chosen


def _parts(ticket: Ticket, attempt: Attempt) -> list[Part]:
    """What goes where, the full answer first; a full one without words of its own has the same words."""
    files = [known.file for known in attempt.files]
    held = {*Holding.objects.filter(ticket=ticket, thread__in=attempt.choices).values_list("thread", flat=True)}
    parts = [Part(attempt.thread_id, Way.FULL, attempt.text, files)]
    for thread_id, choice in attempt.choices.items():
        if thread_id in held and thread_id != attempt.thread_id:
            text = choice.notice if choice.way is Way.NOTICE else choice.full.strip() or attempt.text
            parts.append(Part(thread_id, choice.way, text, files))
    return parts


def _problems(refused: CannotSend) -> dict[int, str]:
    if not isinstance(refused, PartsRefused):
        return {}
    return {refusal.thread_id: refusal.why for refusal in refused.refusals}


def _then(request: SignedInRequest, ticket: Ticket, after: int | None) -> HttpResponse:
    """What an agent wanted to do once the answer is on its way."""
    then = request.POST.get("then", "stay")
    if then == "resolve":
        try:
            resolving.resolve(ticket=ticket, by=request.user, now=timezone.now())
        except resolving.QuestionsOpen as left:
            toasts.warning(request, _("Sent. %(why)s") % {"why": left})
            return stay(request, ticket)
        except resolving.StillOwed:
            said = _("Sent. Another conversation of this ticket is still owed an answer.")
            toasts.warning(request, said)
            return stay(request, ticket)
        toasts.success(request, _("Sent, and ticket %(number)s is resolved.") % {"number": ticket.pk})
        return go_on(request, after)
    if then == "next":
        toasts.success(request, _("Your answer to ticket %(number)s is on its way.") % {"number": ticket.pk})
        return go_on(request, after)
    return stay(request, ticket)


@require_POST
@requires(Permission.ANSWER)
def draft(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Keep what is being written to `thread`. A conflict (409) shows what somebody else saved beside it."""
    ticket, thread = ticket_or_404(request, ticket_id), _thread(request)
    if not Holding.objects.filter(ticket=ticket, thread=thread, until_id=None).exists():
        raise Http404
    text = words(request.POST.get("text", ""))
    version, now = _number(request.POST.get("version", "0")), timezone.now()
    if just_said(thread=thread, text=text, by=request.user, now=now):
        return HttpResponse(status=204)
    try:
        saved = handling.save_draft(ticket=ticket, thread=thread, text=text, version=version, by=request.user, now=now)
    except handling.DraftConflict as conflict:
        if not is_part(request):
            attempt = Attempt(thread.pk, text, theirs=conflict.current)
            return show_ticket(request, ticket.pk, attempt=attempt, status=409)
        return render(request, "desk/draft.html#conflict", {"theirs": conflict.current}, status=409)
    if not is_part(request):
        return back_to(request, ticket)
    return render(request, "desk/draft.html#saved", {"draft": saved})


@require_POST
@requires(Permission.ANSWER)
def retry(request: SignedInRequest, outbox_id: int) -> HttpResponse:
    """Send a failed or uncertain answer again, as the agent decided."""
    outbox, ticket = _outbox(request, outbox_id)
    try:
        settling.send_again(outbox, by=request.user, now=timezone.now())
    except settling.CannotChange as refused:
        return say_problem(request, ticket, refused)
    return back_to(request, ticket)


@require_POST
@requires(Permission.ANSWER)
def settlement(request: SignedInRequest, outbox_id: int) -> HttpResponse:
    """Settle an uncertain or failed answer: "sent" (the agent saw that it was) or "cancelled" (it shall not go out)."""
    outbox, ticket = _outbox(request, outbox_id)
    settle = {"sent": settling.mark_sent, "cancelled": settling.cancel}.get(request.POST.get("as", ""))
    if settle is None:
        raise Http404
    try:
        settle(outbox, by=request.user, now=timezone.now())
    except settling.CannotChange as refused:
        return say_problem(request, ticket, refused)
    return back_to(request, ticket)


def _outbox(request: SignedInRequest, outbox_id: int) -> tuple[Outbox, Ticket]:
    """An answer on its way, and the ticket that holds it now."""
    message = get_object_or_404(Message.objects.select_related("outbox"), outbox=outbox_id)
    held = Holding.objects.filter(thread=message.thread_id, first_id__lte=message.pk).exclude(until_id__lte=message.pk)
    ticket = ticket_or_404(request, get_object_or_404(held).ticket_id)
    if message.outbox is None:
        raise Http404
    return message.outbox, ticket


def _thread(request: SignedInRequest) -> Thread:
    return get_object_or_404(Thread, pk=_number(request.POST.get("thread", "0")))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def words(text: str) -> str:
    """A text as typed, with the line ends every program of ours expects and without NUL, which no database keeps."""
    return text.replace("\r\n", "\n").replace("\0", "")
