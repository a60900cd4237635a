"""Approving a message to begin: an agent asks with everything it holds, and a lead's yes begins it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.channels.beginning import Purpose
from sportello.channels.models import Blob
from sportello.core import events
from sportello.orders.models import Order

from . import beginning
from .approving import CannotApprove
from .models import ApprovalState, BegunApproval
from .models.approval import LONGEST_REASON
from .refusing import CannotSend
from .replying import AnswerFile


@transaction.atomic
def ask(
    *,
    order: Order,
    purpose: Purpose,
    text: str,
    why: str,
    by: Agent,
    now: datetime,
    files: Sequence[AnswerFile] = (),
    cover: tuple[date, date] | None = None,
) -> BegunApproval:
    """Ask the leads to let a message be begun that a rule wants approved; asking twice for the same is asking once.

    Raises `CannotSend` for what cannot be begun whoever approves it, and `CannotApprove` when nothing in the words
    needs approval or no reason is given.
    """
    why = why.strip()[:LONGEST_REASON]
    if not why:
        raise CannotApprove(_("Say why this message should leave as it is."))
    order = Order.objects.select_for_update(of=("self",)).select_related("channel", "allowance").get(pk=order.pk)
    text = text.replace("\r\n", "\n").strip()
    asking = beginning.examine(order=order, purpose=purpose, text=text, files=files, cover=cover, now=now)
    if not asking:
        raise CannotApprove(_("Nothing in this text needs approval."))
    made, is_new = BegunApproval.objects.waiting().get_or_create(
        order=order,
        purpose=purpose,
        content_hash=beginning.hash_of(text, files, cover),
        defaults={
            "text": text,
            "files": [{"blob": file.blob.pk, "name": file.name} for file in files],
            "cover_from": cover[0] if cover else None,
            "cover_to": cover[1] if cover else None,
            "rules": sorted({each.rule for each in asking}),
            "why": why,
            "asked_by": by,
            "asked_at": now,
        },
    )
    if is_new:
        _tell(made, "asked", by, now)
    return made


@transaction.atomic
def grant(*, approval: BegunApproval, reason: str, by: Agent, now: datetime) -> BegunApproval:
    """Let the message be begun, for a reason: it is begun at once, in the name of who asked.

    Everything is looked at again. Raises `CannotApprove` without a reason or the permission, when somebody decided
    before, and `CannotSend` when the message cannot be begun any more.
    """
    if not reason.strip():
        raise CannotApprove(_("Say why this may leave: the reason is kept with the approval."))
    locked = _decided(approval, ApprovalState.GRANTED, reason, by, now)
    locked.message = beginning.begin(
        order=locked.order,
        purpose=Purpose(locked.purpose),
        text=locked.text,
        by=locked.asked_by or by,
        approved_by=by,
        now=now,
        files=_files(locked),
        cover=(locked.cover_from, locked.cover_to) if locked.cover_from and locked.cover_to else None,
    )
    locked.save(update_fields=["message"])
    _tell(locked, "granted", by, now)
    return locked


@transaction.atomic
def refuse(*, approval: BegunApproval, reason: str, by: Agent, now: datetime) -> BegunApproval:
    """Let nothing be begun, with a word to the agent. Raises `CannotApprove` as `grant` does, but needs no reason."""
    locked = _decided(approval, ApprovalState.REFUSED, reason, by, now)
    _tell(locked, "refused", by, now)
    return locked


def _decided(approval: BegunApproval, state: ApprovalState, reason: str, by: Agent, now: datetime) -> BegunApproval:
    if not by.may(Permission.APPROVE):
        raise CannotApprove(_("Only a lead can approve."))
    locked = BegunApproval.objects.select_for_update(of=("self",)).select_related("order", "asked_by")
    row = locked.get(pk=approval.pk)
    if row.state != ApprovalState.WAITING:
        raise CannotApprove(_("Somebody decided this already."))
    row.state, row.reason = state, reason.strip()[:LONGEST_REASON]
    row.decided_by, row.decided_at = by, now
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return row


def _files(approval: BegunApproval) -> list[AnswerFile]:
    blobs = Blob.objects.in_bulk([file["blob"] for file in approval.files])
    missing = [file["name"] for file in approval.files if file["blob"] not in blobs]
    if missing:
        raise CannotSend(_("%(name)s is gone: the message has to be written again.") % {"name": missing[0]})
    return [AnswerFile(blobs[file["blob"]], file["name"]) for file in approval.files]


def _tell(approval: BegunApproval, what: str, by: Agent, now: datetime) -> None:
    data: dict[str, events.Plain] = {"approval": int(approval.pk), "message": approval.message_id}
    kind = f"begun.approval_{what}"
    events.record(kind=kind, now=now, subject=("order", approval.order_id), actor=by.pk, data=data)
