"""The letters that the inbox sends to agents: a deadline comes near, somebody was mentioned in a note."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from sportello.accounts.links import base_url
from sportello.accounts.models import Agent

type Send = Callable[[Letter], None]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to an agent: one line of subject, plain text."""

    to: str
    subject: str
    text: str


def send(letter: Letter) -> None:
    """Mail a letter. Raises OSError (SMTPException too) when it cannot be sent now."""
    EmailMessage(letter.subject, letter.text, to=[letter.to]).send()


def write(*, to: Agent, template: str, subject: Callable[[], str], context: Mapping[str, object]) -> Letter:
    """A letter in the language and the time zone of whom it is for; `subject` is called in them."""
    with translation.override(to.language), timezone.override(to.zone):
        text = render_to_string(f"inbox/letters/{template}.txt", {"agent": to, **context})
        return Letter(to=to.email, subject=" ".join(subject().split()), text=text.strip() + "\n")


def link_to(ticket_id: int) -> str:
    """The full address of a ticket's page. Raises NoBaseUrlError when nobody said where this installation lives."""
    return base_url() + reverse("desk:ticket", args=[ticket_id])
