"""Conversations that begin in the shop's contact form and go on by plain mail."""

import pytest

from sportello.channels.inbound import ChannelKind
from sportello.inbox.replying import send

from .world import CLEO, HOUR, NOW, ZED, agent, mail, said, ticket_of

pytestmark = pytest.mark.django_db

FORM = """You received a new message from your online store's contact form.

Country Code:
IT

Name:
Cleo

Email:
cleo@posta.example

Body:
Does the lamp come with a bulb?
"""


def form(text: str = FORM) -> bytes:
    """What the shop's contact form sends."""
    subject = "New customer message on November 20, 2026 at 9:30 am"
    return mail(
        text, sender="mailer@shopify.com", name="Casa Lume (Shopify)", subject=subject, headers=[("Reply-To", CLEO)]
    )


def test_it_goes_on_where_the_form_began_when_the_buyer_answers_our_answer_by_mail() -> None:
    first = said(form())
    assert first.thread.channel.kind == ChannelKind.SHOPIFY
    answer = send(ticket=ticket_of(first), thread=first.thread, text="Yes.", by=agent("Ben"), now=NOW + HOUR)
    second = said(
        mail("Thank you!", subject="Re: New customer message", references=[answer.message_id]), at=NOW + 2 * HOUR
    )
    assert second.thread_id == first.thread_id


def test_it_lets_nobody_else_answer_there() -> None:
    first = said(form())
    answer = send(ticket=ticket_of(first), thread=first.thread, text="Yes.", by=agent("Ben"), now=NOW + HOUR)
    stranger = said(mail("And mine?", sender=ZED, references=[answer.message_id]), at=NOW + 2 * HOUR)
    assert stranger.thread_id != first.thread_id
