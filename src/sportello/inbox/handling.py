"""Small acts on tickets: assigning, tagging, noting, drafting, looking."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app

from sportello.accounts.models import Agent
from sportello.core import events

from . import standing, telling
from .models import Draft, Note, Presence, Tag, Thread, Ticket

HERE_FOR = timedelta(seconds=40)
_MENTION = re.compile(r"@([\w.+-]+(?:@[\w.-]+\w)?)")


class DraftConflict(ValueError):
    """Somebody else saved this draft in between; `current` is what stands there now."""

    def __init__(self, current: Draft) -> None:
        super().__init__("somebody else changed this draft")
        self.current = current


@transaction.atomic
def assign(*, ticket: Ticket, to: Agent | None, by: Agent, now: datetime) -> None:
    """Give a ticket to an agent, or to nobody."""
    ticket = standing.locked(ticket.pk)
    if ticket.assignee_id == (to.pk if to else None):
        return
    ticket.assignee = to
    ticket.save(update_fields=["assignee"])
    data = {"assignee": to.pk if to else 0}
    events.record(kind="ticket.assigned", now=now, subject=("ticket", ticket.pk), actor=by.pk, data=data)
    telling.ticket_changed(ticket_id=ticket.pk, what="assigned", agent_id=by.pk)


@transaction.atomic
def tag(*, ticket: Ticket, names: Iterable[str], by: Agent, now: datetime) -> None:
    """Let exactly these words hang on the ticket."""
    wanted = [" ".join(name.split())[:40].lower() for name in names]
    ticket.tags.set([Tag.objects.get_or_create(name=name)[0] for name in dict.fromkeys(wanted) if name])
    events.record(kind="ticket.tagged", now=now, subject=("ticket", ticket.pk), actor=by.pk)
    telling.ticket_changed(ticket_id=ticket.pk, what="tags", agent_id=by.pk)


@transaction.atomic
def note(*, ticket: Ticket, text: str, by: Agent, now: datetime) -> Note:
    """Write an internal note; agents named in it as @name or @address are told. Raises ValueError when empty."""
    if not text.strip():
        raise ValueError("an empty note says nothing")
    row = Note.objects.create(ticket=ticket, agent=by, at=now, text=text.strip()[:20_000])
    row.mentions.set(mentioned(text))
    if row.mentions.exclude(pk=by.pk).exists():
        app.configure_task("inbox.tell_mentioned").defer(note_id=row.pk)
    data: dict[str, int | list[int]] = {"note": row.pk, "mentions": [agent.pk for agent in row.mentions.all()]}
    events.record(kind="ticket.noted", now=now, subject=("ticket", ticket.pk), actor=by.pk, data=data)
    telling.ticket_changed(ticket_id=ticket.pk, what="note", agent_id=by.pk)
    return row


def mentioned(text: str) -> list[Agent]:
    """The active agents a note names: @address, or @ and the first name or the whole name without blanks."""
    words = {word.lower().rstrip(".") for word in _MENTION.findall(text)}
    if not words:
        return []
    return [agent for agent in Agent.objects.filter(is_active=True) if words & _calls(agent)]


def _calls(agent: Agent) -> set[str]:
    name = agent.name.lower()
    return {agent.email.lower(), agent.email.partition("@")[0].lower(), name.replace(" ", ""), *name.split()[:1]}


@transaction.atomic
def save_draft(*, ticket: Ticket, thread: Thread, text: str, version: int, by: Agent, now: datetime) -> Draft:
    """Keep what is being written. `version` is what the writer last saw; raises `DraftConflict` when it is older."""
    draft, made = Draft.objects.select_for_update().get_or_create(
        ticket=ticket, thread=thread, defaults={"agent": by, "text": text, "updated_at": now, "version": 1}
    )
    if made:
        return draft
    if draft.version != version and draft.agent_id != by.pk and draft.text != text:
        raise DraftConflict(draft)
    draft.agent, draft.text, draft.updated_at, draft.version = by, text, now, draft.version + 1
    draft.save(update_fields=["agent", "text", "updated_at", "version"])
    return draft


def look(*, ticket: Ticket, by: Agent, writing: bool, now: datetime) -> None:
    """Say that an agent is looking at a ticket now, and whether they write; others see it within a second."""
    row, made = Presence.objects.get_or_create(ticket=ticket, agent=by, defaults={"seen_at": now, "writing": writing})
    news = made or row.writing != writing or now - row.seen_at > HERE_FOR
    Presence.objects.filter(pk=row.pk).update(seen_at=now, writing=writing)
    if news:
        with transaction.atomic():
            telling.ticket_changed(ticket_id=ticket.pk, what="presence", agent_id=by.pk)


def leave(*, ticket: Ticket, by: Agent) -> None:
    """Say that an agent no longer looks."""
    if Presence.objects.filter(ticket=ticket, agent=by).delete()[0]:
        with transaction.atomic():
            telling.ticket_changed(ticket_id=ticket.pk, what="presence", agent_id=by.pk)


def others_here(*, ticket: Ticket, but: Agent, now: datetime) -> list[Presence]:
    """Who else looks at the ticket now, those who write first."""
    here = Presence.objects.filter(ticket=ticket, seen_at__gt=now - HERE_FOR).exclude(agent=but)
    return list(here.select_related("agent").order_by(F("writing").desc(), "agent__name"))
