"""A good answer becomes a draft of an article: shown cleaned, and taken with one more click."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.understanding.words import topic as topic_name
from sportello.desk.views.pages import ticket_or_404
from sportello.inbox.access import holding_of
from sportello.inbox.models import Direction, Message, Ticket
from sportello.insights.writing.cleaning import Personal, cleaned
from sportello.knowledge import reviewing
from sportello.knowledge.drafting import draft_from_answer
from sportello.knowledge.texts import BODY_MOST
from sportello.reading.vocabulary import OTHER, TOPICS

from .editing import to_editor

MARKETPLACES = ("amazon", "ebay", "walmart")


@requires(Permission.ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def from_answer(request: SignedInRequest, message_id: int) -> HttpResponse:
    """What an answer would be as a draft, without anything personal; posting makes it one, and asks for a look."""
    message = get_object_or_404(Message.objects.select_related("thread__channel", "agent"), pk=message_id)
    ticket = ticket_or_404(request, holding_of(message).ticket_id)
    if message.direction != Direction.OUT:
        raise Http404(_("Only answers become articles."))
    known = Personal(names=tuple(_names(message, ticket)))
    body = cleaned(message.text, known, language=message.language)[:BODY_MOST]
    topic = next((slug for slug in ticket.topics if slug in TOPICS), OTHER)
    if request.method != "POST":
        context = {"message": message, "ticket": ticket, "body": body, "title": topic_name(topic), "topic": topic}
        return render(request, "desk/knowledge/from_answer.html", context)
    now = timezone.now()
    edition = draft_from_answer(
        title=request.POST.get("title", "") or topic_name(topic),
        body=body,
        topic=topic,
        audience=message.thread.channel.kind if message.thread.channel.kind in MARKETPLACES else "shop",
        language=message.language or ticket.language,
        by=request.user,
        now=now,
    )
    assert edition.latest is not None
    reviewing.ask(version=edition.latest, by=request.user, now=now, note=_("From an answer to a buyer."))
    if request.user.may(Permission.WRITE_ARTICLES):
        return to_editor(edition)
    messages.success(request, _("Thank you. Whoever writes the articles finds it among what to look after."))
    return redirect("desk:ticket", ticket.pk)


def _names(message: Message, ticket: Ticket) -> set[str]:
    """Everybody who took part in the conversation, as they are called there."""
    said = message.thread.messages.values_list("sender_name", "agent__name")
    names = {name for pair in said for name in pair if name}
    return names | {ticket.customer.name}
