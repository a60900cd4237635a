"""Suggested repeats as the desk shows them: which tickets, why in words, and why the buyer wrote again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sportello.inbox import standing
from sportello.inbox.models import RepeatContact, RepeatReason, RepeatState, RepeatSuggestion, Ticket

from .understanding import words

LONGEST_SUBJECT = 60


@dataclass(frozen=True, slots=True)
class Repeat:
    """A suggestion beside an open ticket: `other` is the ticket it speaks of, `newer` says that this one repeats it."""

    suggestion: RepeatSuggestion
    other: Ticket
    newer: bool
    why: Sequence[str]


@dataclass(frozen=True, slots=True)
class Again:
    """The latest repeat contact of a ticket, with its reason in words and what it was about."""

    contact: RepeatContact
    at: datetime
    about: str
    choices: Sequence[tuple[str, str]]


def repeats_of(ticket: Ticket) -> list[Repeat]:
    """The standing suggestions of a ticket, those that say it repeats another one first. One query."""
    rows = RepeatSuggestion.objects.filter(
        Q(ticket=ticket) | Q(of=ticket),
        state=RepeatState.STANDING,
        ticket__merged_into=None,
        of__merged_into=None,
    ).select_related("ticket__channel", "of__channel")
    found = [_repeat(row, newer=row.ticket_id == ticket.pk) for row in rows.order_by("-at")]
    return sorted(found, key=lambda one: not one.newer)


def repeated_by(ids: Collection[int]) -> Mapping[int, int]:
    """Which of these tickets seem to repeat which other ones, by their ids. One query."""
    rows = RepeatSuggestion.objects.filter(ticket__in=ids, state=RepeatState.STANDING, of__merged_into=None)
    return dict(rows.values_list("ticket_id", "of_id"))


def again_on(ticket: Ticket) -> Again | None:
    """The latest repeat contact among a ticket's messages, if there is one. Two queries."""
    contacts = RepeatContact.objects.filter(message__in=standing.held_by(ticket)).select_related("message")
    latest = contacts.order_by("-message__sent_at", "-pk").first()
    if latest is None:
        return None
    choices = [(value, str(label)) for value, label in RepeatReason.choices]
    return Again(latest, latest.message.sent_at, about(latest.detail), choices)


def about(detail: str) -> str:
    """What a repeat contact was about: the missing datum or the topic of the open question; "" for nothing known."""
    data = {
        "tracking_number": _("tracking number"),
        "refund_amount": _("amount of the refund"),
        "refund_date": _("day of the refund"),
    }
    return data.get(detail) or (words.topic(detail) if detail else "")


def in_words(reasons: Sequence[Mapping[str, object]]) -> list[str]:
    """The reasons of a suggestion, each in a few words; codes of a later version are left out."""
    said = [_said(str(reason.get("code", "")), reason.get("about", "")) for reason in reasons]
    return [sentence for sentence in said if sentence]


def _repeat(row: RepeatSuggestion, *, newer: bool) -> Repeat:
    return Repeat(row, row.of if newer else row.ticket, newer, in_words(row.reasons))


def _said(code: str, about: object) -> str:
    if code == "days":
        days = int(str(about)) if str(about).isdigit() else 0
        return ngettext("%(n)s day later", "%(n)s days later", days) % {"n": days} if days else _("the same day")
    if code == "topic":
        return _("same topic: %(topic)s") % {"topic": words.topic(str(about))}
    known = {
        "order": _("same order %(about)s"),
        "number": _("both name %(about)s"),
        "subject": _("names “%(about)s”"),
        "copy": _("repeats the same text"),
        "words": _("says the same in other words"),
        "says_so": _("says to have written before"),
        "chases": _("asks for news"),
        "answers": _("seems to answer our question"),
        "unanswered": _("the other one has no answer yet"),
    }
    return known[code] % {"about": str(about)[:LONGEST_SUBJECT]} if code in known else ""
