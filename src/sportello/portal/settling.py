"""Settling visits: three days after the last step it is said what came of each, for good."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sportello.core import events
from sportello.core.events import Plain
from sportello.inbox.models import Direction, Message, MessageKind
from sportello.orders.numbers import plain

from .judging import WITHIN, Done, outcome
from .models import Contact, StepKind, Visit
from .standing import ticket_of

BATCH = 200
READING = frozenset({StepKind.READ, StepKind.SAW_ORDER})
_SPOKEN = (MessageKind.BUYER, MessageKind.SERVICE_NOTICE)


@dataclass(slots=True)
class _Wrote:
    """Messages that belong to a visit, and the latest ticket that holds one of them."""

    at: list[datetime] = field(default_factory=list)
    ticket: int | None = None


def settle(*, now: datetime, batch: int = BATCH) -> int:
    """Settle the visits whose time is over; returns how many. Any number of workers may do so at once."""
    done = 0
    while ids := list(Visit.objects.due(now).order_by("last_at").values_list("pk", flat=True)[:batch]):
        settled = sum(_settle(pk, now) for pk in ids)
        done += settled
        if not settled:
            break
    return done


def join(*, now: datetime, batch: int = BATCH) -> int:
    """Tie visits to the tickets that their messages became, and to who wrote; returns how many. Soon after sending."""
    waiting = Contact.objects.filter(visit__ticket=None, visit__isnull=False, sent_at__gt=now - WITHIN)
    joined = 0
    for contact in waiting.select_related("visit", "envelope__message__thread").order_by("-pk")[:batch]:
        message = getattr(contact.envelope, "message", None)
        ticket = ticket_of(message) if message is not None else None
        if message is not None and ticket is not None and contact.visit is not None:
            known = contact.visit.customer_id or message.thread.customer_id
            Visit.objects.filter(pk=contact.visit.pk).update(ticket=ticket, customer=known)
            joined += 1
    return joined


@transaction.atomic
def _settle(visit_id: int, now: datetime) -> bool:
    """Settle one visit; False when somebody else did, or it went on meanwhile."""
    due = Visit.objects.due(now).select_for_update(skip_locked=True, of=("self",)).select_related("order")
    visit = due.filter(pk=visit_id).first()
    if visit is None:
        return False
    wrote = _wrote(visit)
    rows = list(visit.steps.values_list("kind", "at", "choice__topic"))
    steps = [(kind, at) for kind, at, _topic in rows]
    visit.outcome = outcome(_done(visit, steps, wrote.at))
    visit.settled_at = now
    visit.ticket_id = visit.ticket_id or wrote.ticket
    visit.save(update_fields=["outcome", "settled_at", "ticket"])
    data: dict[str, Plain] = {
        "centre": visit.centre_id, "outcome": visit.outcome, "held_out": visit.held_out,
        "at_form": any(kind == StepKind.FORM for kind, _at in steps), "audience": str(visit.audience),
        "topics": sorted({topic for _kind, _at, topic in rows if topic}),
    }  # fmt: skip
    if visit.ticket_id is not None:
        data["ticket"] = visit.ticket_id
    events.record(kind="visit.settled", now=now, subject=("visit", visit.pk), data=data)
    return True


def _done(visit: Visit, steps: Iterable[tuple[str, datetime]], wrote: Sequence[datetime]) -> Done:
    told = list(steps)
    solved = [at for kind, at in told if kind == StepKind.SOLVED]
    return Done(
        began_at=visit.began_at,
        last_at=visit.last_at,
        read_at=[at for kind, at in told if kind in READING],
        said_solved_at=max(solved, default=None),
        known=visit.order_id is not None or visit.customer_id is not None,
        wrote_at=wrote,
    )


def _wrote(visit: Visit) -> _Wrote:
    """What was written within three days: by the visit's own form, about its order, or by its customer."""
    found = _Wrote(at=list(visit.contacts.values_list("sent_at", flat=True)))
    about = Q(envelope__contact__visit=visit)
    if visit.order is not None:
        about |= Q(thread__order_id=visit.order.number) | Q(named_numbers__value=visit.order.number.lower())
        about |= Q(named_numbers__value=plain(visit.order.number))
    if visit.customer_id is not None:
        about |= Q(thread__customer=visit.customer_id)
    spoken = Message.objects.filter(about, direction=Direction.IN, kind__in=_SPOKEN, history=False)
    within = spoken.filter(sent_at__gte=visit.began_at, sent_at__lte=visit.last_at + WITHIN)
    for message in within.distinct().order_by("sent_at")[:20]:
        found.at.append(message.sent_at)
        held = ticket_of(message)
        found.ticket = held.pk if held else found.ticket
    return found
