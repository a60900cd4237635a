"""Telling agents by mail that a note names them."""

from datetime import datetime

from django.utils.translation import gettext

from sportello.accounts.models import Agent

from .handling import HERE_FOR
from .letters import Letter, Send, link_to, write
from .models import Note, Presence


def tell_mentioned(*, note: Note, now: datetime, send: Send) -> int:
    """Mail everybody a note names, but its author and who looks at the ticket now; returns how many letters went out.

    The letter leads to the note and does not repeat it. Raises OSError when a letter cannot be sent; those before it
    have gone out then.
    """
    here = Presence.objects.filter(ticket=note.ticket_id, seen_at__gt=now - HERE_FOR).values("agent")
    named = note.mentions.filter(is_active=True).exclude(pk=note.agent_id or 0).exclude(pk__in=here).order_by("pk")
    letters = [_letter(agent, note) for agent in named]
    for letter in letters:
        send(letter)
    return len(letters)


def _letter(agent: Agent, note: Note) -> Letter:
    author = note.agent.name if note.agent else ""

    def subject() -> str:
        return gettext("%(name)s mentioned you on ticket #%(number)s") % {"name": author, "number": note.ticket_id}

    context = {"author": author, "ticket": note.ticket, "link": link_to(note.ticket_id)}
    return write(to=agent, template="mention", subject=subject, context=context)
