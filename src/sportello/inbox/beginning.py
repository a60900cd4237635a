"""Writing to a buyer who did not write: for a permitted reason, in time, each message once."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.channels import begun
from sportello.channels.beginning import Purpose, Takes
from sportello.channels.contract import Connector
from sportello.channels.models import BegunMessage, BegunState
from sportello.channels.registry import connector_named
from sportello.channels.taking import FileToSend, refusal
from sportello.compliance.judgements import Problem, Severity
from sportello.compliance.lint import lint
from sportello.core import events
from sportello.orders.models import Order

from .circumstances import REASONS, WORDLESS, circumstances_of, why_not
from .complying import NeedsApproval, RulesBroken, must_be_named_well
from .refusing import CannotSend
from .replying import AnswerFile

__all__ = ["WORDLESS", "begin", "decide", "examine", "hash_of", "takes_of"]


@transaction.atomic
def begin(
    *,
    order: Order,
    purpose: Purpose,
    text: str,
    by: Agent,
    now: datetime,
    files: Sequence[AnswerFile] = (),
    cover: tuple[date, date] | None = None,
    approved_by: Agent | None = None,
) -> BegunMessage:
    """Write a message about an order that nobody asked for; the account's runner sends it once.

    The same message begun twice is one message. Raises `CannotSend` when the marketplace has no such messages, when
    text, files or days are not what its kind takes, or when a review was asked for before; `RulesBroken` for what the
    rules forbid; `NeedsApproval` for what only a lead may send, when neither `by` nor `approved_by` is one.
    """
    order = Order.objects.select_for_update(of=("self",)).select_related("channel", "allowance").get(pk=order.pk)
    text = text.replace("\r\n", "\n").strip()
    asking = examine(order=order, purpose=purpose, text=text, files=files, cover=cover, now=now)
    if asking and not (approved_by or by).may(Permission.APPROVE):
        raise NeedsApproval(asking)
    content = hash_of(text, files, cover)
    same = BegunMessage.objects.counting().filter(order=order, purpose=purpose, content_hash=content).first()
    return same or _write(order, purpose, text, files, cover, content, by, now)


def examine(
    *,
    order: Order,
    purpose: Purpose,
    text: str,
    files: Sequence[AnswerFile],
    cover: tuple[date, date] | None,
    now: datetime,
) -> Sequence[Problem]:
    """What only a lead may let through in a message, after all else was looked at; the order's channel is loaded.

    Raises as `begin` does, but never `NeedsApproval`.
    """
    takes = takes_of(connector_named(order.channel.kind), purpose)
    _must_fit(takes, text, files, cover, order.channel.kind)
    if takes.longest and not text.replace(order.number, "").strip():
        raise CannotSend(_("There is nothing to send yet."))
    circumstances = circumstances_of(order, now=now)
    if why := why_not(circumstances=circumstances, purpose=purpose, now=now):
        raise CannotSend(why)
    context = circumstances.context(purpose, order.number, now)
    must_be_named_well([file.name for file in files], context)
    found = lint(text, context)
    stopping = [each for each in found if each.severity is Severity.BLOCKER]
    if stopping:
        raise RulesBroken(stopping)
    return [each for each in found if each.severity is Severity.NEEDS_APPROVAL]


def takes_of(connector: Connector | None, purpose: Purpose) -> Takes:
    """What a message of this purpose may hold. Raises `CannotSend` where there is no such thing."""
    takes = connector.begins.takes.get(purpose) if connector and connector.begins else None
    if takes is None:
        raise CannotSend(_("This marketplace takes no messages that sellers begin."))
    return takes


def _must_fit(takes: Takes, text: str, files: Sequence[AnswerFile], cover: tuple[date, date] | None, kind: str) -> None:
    if bool(text) != bool(takes.longest):
        raise CannotSend(_("There is nothing to send yet.") if takes.longest else _("No text goes along with this."))
    if len(text) > takes.longest:
        raise CannotSend(_("The text may have %(most)s letters at most.") % {"most": takes.longest})
    if not takes.fewest <= len(files) <= takes.most:
        raise CannotSend(
            _("From %(fewest)s to %(most)s files belong here.") % {"fewest": takes.fewest, "most": takes.most}
        )
    if bool(cover) != takes.cover or (cover and cover[0] > cover[1]):
        raise CannotSend(_("Say on which days the warranty begins and ends."))
    given = [FileToSend(file.name, file.blob.media_type, file.blob.size) for file in files]
    if why := refusal(kind, given, most_bytes=10_000_000):
        raise CannotSend(why)


def hash_of(text: str, files: Sequence[AnswerFile], cover: tuple[date, date] | None) -> str:
    """What tells a message from others about its order: SHA-256 (FIPS 180-4) of what the buyer gets."""
    days = [day.isoformat() for day in cover or ()]
    told = json.dumps([text, [[file.blob.sha256, file.name] for file in files], days])
    return hashlib.sha256(told.encode()).hexdigest()


def _write(
    order: Order,
    purpose: Purpose,
    text: str,
    files: Sequence[AnswerFile],
    cover: tuple[date, date] | None,
    content: str,
    by: Agent,
    now: datetime,
) -> BegunMessage:
    try:
        with transaction.atomic():
            made = BegunMessage.objects.create(
                order=order,
                purpose=purpose,
                reason=REASONS[purpose],
                text=text,
                files=[{"blob": file.blob.pk, "name": file.name} for file in files],
                cover_from=cover[0] if cover else None,
                cover_to=cover[1] if cover else None,
                content_hash=content,
                agent=by,
                created_at=now,
            )
    except IntegrityError as twice:
        raise CannotSend(_("This was begun already.")) from twice
    data: dict[str, events.Plain] = {"message": made.pk, "reason": made.reason}
    events.record(kind="begun.written", now=now, subject=("order", order.pk), actor=by.pk, data=data)
    begun.wanted(message=made, now=now)
    return made


@transaction.atomic
def decide(*, message: BegunMessage, was_sent: bool, by: Agent, now: datetime) -> BegunMessage:
    """Settle what nobody knows, or take back what still waits (`was_sent` is False then), as the agent says.

    What was not sent may be begun again. Raises `CannotSend` for what is settled, or being sent right now.
    """
    row = BegunMessage.objects.select_for_update().get(pk=message.pk)
    if row.state != BegunState.UNCERTAIN and (row.state != BegunState.WAITING or was_sent):
        raise CannotSend(_("There is nothing to decide about this message any more."))
    said = _("%(name)s saw that it was sent.") if was_sent else _("%(name)s says that it was not sent.")
    state = BegunState.SENT if was_sent else BegunState.FAILED
    begun.settle(row, state, said % {"name": by.name}, now, by=by.pk)
    row.refresh_from_db()
    return row
