"""Articles beside the answer: those suggested, those found, and putting one into the answer."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.place import place_of
from sportello.desk.views.pages import is_part, ticket_or_404
from sportello.inbox import handling
from sportello.inbox.models import Draft, Holding, Ticket
from sportello.knowledge.models import Place
from sportello.knowledge.search import asked
from sportello.knowledge.shelf import visible

from .offers import Offer, Reader, found_for, offer_of, reader_of, suggested_for
from .taking import Form, take

LONGEST_QUERY = 200


@require_safe
@requires(Permission.ANSWER)
def articles(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """The articles for an answer in `thread`: those that match `find`, without it those suggested."""
    ticket = ticket_or_404(request, ticket_id)
    reader = _reader(request.GET.get("thread", ""), ticket)
    query = request.GET.get("find", "")[:LONGEST_QUERY].strip()
    if query:
        offers, found = found_for(reader, query)
        if not is_part(request):
            # Only a search that was sent off is remembered, not every letter of it.
            asked.note(
                query=query,
                found=found,
                place=Place.DESK,
                language=reader.language,
                audience=reader.audience,
                now=reader.now,
            )
    else:
        offers = suggested_for(reader)
    context = {"ticket": ticket, "offered": offers, "find": query, "place": place_of(request)}
    if is_part(request):
        return render(request, "desk/suggesting/articles.html#list", context)
    return render(request, "desk/suggesting/articles.html", context)


@require_POST
@requires(Permission.ANSWER)
def takings(request: SignedInRequest, ticket_id: int, edition_id: int) -> HttpResponse:
    """Put an article into the answer in `thread`, `as` its text or a link to it: as a part for the page's own script,
    else at the end of the draft. 404 for one that this buyer may not read, or a link where none may stand."""
    ticket = ticket_or_404(request, ticket_id)
    reader = _reader(request.POST.get("thread", ""), ticket)
    shelf = visible(reader.audience, None, reader.brand, reader.now)
    edition = get_object_or_404(shelf, pk=edition_id)
    offer, form = offer_of(edition, reader), Form(request.POST.get("as", "")) if _is_form(request) else Form.TEXT
    if form is Form.LINK and not offer.link:
        raise Http404
    take(offer=offer, form=form, ticket=ticket, thread=reader.thread, by=request.user, now=reader.now)
    words = _words(offer, form)
    if is_part(request):
        return render(request, "desk/suggesting/taken.html", {"words": words})
    _append(request, ticket, reader, words)
    address = f"{reverse('desk:ticket', args=[ticket.pk])}?{place_of(request).string}&thread={reader.thread.pk}"
    return HttpResponseRedirect(f"{address}#composer", status=303)


def _is_form(request: SignedInRequest) -> bool:
    return request.POST.get("as", "") in Form


def _words(offer: Offer, form: Form) -> str:
    return f"{offer.title}: {offer.link}" if form is Form.LINK else offer.text


def _reader(thread: str, ticket: Ticket) -> Reader:
    """Raises Http404 when the ticket does not hold the thread."""
    wanted = int(thread) if thread.isascii() and thread.isdigit() and len(thread) < 19 else ticket.primary_id
    holdings = Holding.objects.filter(ticket=ticket, thread=wanted).select_related("thread__channel__brand")
    holding = holdings.first()
    if holding is None:
        raise Http404
    return reader_of(thread=holding.thread, now=timezone.now())


def _append(request: SignedInRequest, ticket: Ticket, reader: Reader, words: str) -> None:
    draft = Draft.objects.filter(ticket=ticket, thread=reader.thread).first()
    text = f"{draft.text.rstrip()}\n\n{words}" if draft and draft.text.strip() else words
    version = draft.version if draft else 0
    handling.save_draft(
        ticket=ticket, thread=reader.thread, text=text, version=version, by=request.user, now=reader.now
    )
