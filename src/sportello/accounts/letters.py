"""The letters that accounts send: an invitation, and a link for a forgotten password."""

from datetime import datetime

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent, Invitation
from sportello.accounts.passwords import reset_link


def invitation_link(token: str, base_url: str) -> str:
    """Where an invited person joins."""
    return base_url + reverse("accounts:accept", kwargs={"token": token})


def send_invitation(*, invitation: Invitation, link: str) -> None:
    """Mail the link in the language of who invites; raises OSError (SMTPException too) when it cannot be sent."""
    by = invitation.invited_by
    with translation.override(by.language), timezone.override(by.zone):
        subject = _("%(name)s invites you to Sportello") % {"name": by.name}
        _send(subject, "accounts/letters/invitation.txt", {"invitation": invitation, "link": link}, invitation.email)


def send_reset_link(*, email: str, base_url: str, now: datetime) -> bool:
    """Mail a link for a new password to the active agent with this address; False when there is none."""
    agent = Agent.objects.active().with_email(email).first()
    if agent is None:
        return False
    link = reset_link(agent=agent, base_url=base_url, now=now)
    with translation.override(agent.language):
        _send(
            _("Your new password for Sportello"),
            "accounts/letters/reset.txt",
            {"agent": agent, "link": link},
            agent.email,
        )
    return True


def _send(subject: str, template: str, context: dict[str, object], to: str) -> None:
    one_line = " ".join(subject.split())
    EmailMessage(one_line, render_to_string(template, context), to=[to]).send()
