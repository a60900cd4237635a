"""Connecting, changing, pausing and disconnecting mailboxes. Each act is one transaction with its event."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from sportello.accounts import audit
from sportello.accounts.models import Agent
from sportello.channels.models import Source, SourceKind
from sportello.core import events

from .account import Account


class NameTaken(ValueError):
    """Another source has this name."""


@transaction.atomic
def connect(
    *, name: str, account: Account, secrets: Mapping[str, str], by: Agent | None, now: datetime, paused: bool = False
) -> Source:
    """A new mailbox source; mail from before `now` is history. Raises `NameTaken`.

    A mailbox of this address that was disconnected is taken up again, so that its conversations go on.
    `paused` waits for consent. `by` is None where a command connects it.
    """
    source = _disconnected(account.address) or Source(kind=SourceKind.MAILBOX, created_at=now)
    source.name, source.address, source.config = name, account.address, account.as_config()
    source.history_before, source.paused_at = source.history_before or now, now if paused else None
    source.failing_since, source.last_error, source.next_try_at = None, "", None
    source.keep_secrets(dict(secrets))
    _save(source)
    _note(source, "connected", by, now)
    return source


@transaction.atomic
def change(
    *, source: Source, name: str, account: Account, secrets: Mapping[str, str], by: Agent, now: datetime
) -> None:
    """Change a mailbox's settings; secrets that are not given stay as they are. Raises `NameTaken`."""
    row = Source.objects.select_for_update().get(pk=source.pk)
    row.name, row.address = name, account.address
    row.config = row.config | account.as_config() | {"revision": row.config.get("revision", 0) + 1}
    if secrets:
        row.keep_secrets({**row.secrets, **secrets})
    row.next_try_at = None
    _save(row)
    _note(row, "changed", by, now)


def pause(source: Source, *, by: Agent, now: datetime) -> None:
    """Stop reading a mailbox for now; what comes meanwhile is read when it goes on."""
    _update(source, "paused", by, now, paused_at=now)


def resume(source: Source, *, by: Agent, now: datetime) -> None:
    """Read a mailbox again, from where reading stopped."""
    _update(source, "resumed", by, now, paused_at=None, next_try_at=None)


def try_now(source: Source, *, now: datetime) -> None:
    """Let the watcher try a failing mailbox at once."""
    Source.objects.filter(pk=source.pk).update(next_try_at=now)


def disconnect(source: Source, *, by: Agent, now: datetime) -> None:
    """Forget how to sign in and stop reading; every mail, ticket and channel of it stays."""
    config = {key: value for key, value in source.config.items() if key not in {"imap", "smtp"}}
    config["disconnected_at"] = now.isoformat()
    _update(
        source, "disconnected", by, now,
        paused_at=now, config=config, sealed=b"", failing_since=None, last_error="", next_try_at=None,
    )  # fmt: skip


def is_disconnected(source: Source) -> bool:
    """Whether this mailbox was disconnected and not taken up again."""
    return "disconnected_at" in source.config


def _disconnected(address: str) -> Source | None:
    rows = Source.objects.filter(kind=SourceKind.MAILBOX, address__iexact=address, config__has_key="disconnected_at")
    return rows.order_by("-id").first()


def _save(source: Source) -> None:
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as taken:
        raise NameTaken(source.name) from taken


@transaction.atomic
def _update(source: Source, what: str, by: Agent, now: datetime, **values: object) -> None:
    Source.objects.filter(pk=source.pk).update(**values)
    _note(source, what, by, now)


def _note(source: Source, what: str, by: Agent | None, now: datetime) -> None:
    subject = ("source", source.pk)
    events.record(kind=f"source.{what}", now=now, subject=subject, actor=by.pk if by else None)
    audit.note(act=f"source.{what}", now=now, agent=by, subject=subject)
