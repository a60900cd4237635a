"""Connecting, changing, pausing and disconnecting API accounts. Each act is one transaction with its event."""

import secrets as randomness
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from sportello.accounts import audit
from sportello.accounts.models import Agent
from sportello.core import events
from sportello.orders.models import Order

from .accounts import unsaved_account
from .contract import Account, Connector, Standing
from .errands import announce
from .models import Source, SourceKind
from .registry import connector_of


class NameTaken(ValueError):
    """Another source has this name."""


def trying(*, connector: Connector, values: Mapping[str, str], source: Source | None = None) -> Account:
    """The account that a filled-in form describes, to be checked before it is kept. Raises `Undecipherable`.

    Secrets that were left empty are the source's own.
    """
    config, given = _sorted(connector, values)
    stored = source.secrets if source else {}
    return unsaved_account({**(source.config if source else {}), **config}, {**stored, **given})


def check(account: Account, *, connector: Connector, now: datetime) -> Standing:
    """Try an account without changing anything there. Raises `ApiTrouble`."""
    return connector.check(account, now=now)


@transaction.atomic
def connect(
    *,
    connector: Connector,
    name: str,
    values: Mapping[str, str],
    by: Agent | None,
    now: datetime,
    back_fill: timedelta | None = None,
) -> Source:
    """A new API account from the values of its form; its orders of the last `back_fill` are fetched (at most, and by
    default, as far as the marketplace allows). Raises `NameTaken`. `by` is None where a command connects it."""
    config, given = _sorted(connector, values)
    reach = min(back_fill, connector.pace.back_fill) if back_fill else connector.pace.back_fill
    source = Source(kind=SourceKind.API, connector=connector.kind.value, name=name, created_at=now, history_before=now)
    source.config = {**config, "push_token": randomness.token_urlsafe(24)}
    source.orders_since, source.secrets_set_at = now - reach, now
    source.keep_secrets(given)
    _save(source)
    _note(source, "connected", by, now)
    return source


@transaction.atomic
def change(*, source: Source, name: str, values: Mapping[str, str], by: Agent, now: datetime) -> None:
    """Change an account's name and settings; secrets that are left empty stay as they are. Raises `NameTaken`.

    A disconnected account is taken up again, from where it stopped.
    """
    row = Source.objects.select_for_update().get(pk=source.pk)
    connector = connector_of(row)
    assert connector is not None
    config, given = _sorted(connector, values)
    if is_disconnected(row):
        row.paused_at = None
    kept = {key: value for key, value in row.config.items() if key != "disconnected_at"}
    row.name, row.config = name, {**kept, **config, "revision": kept.get("revision", 0) + 1}
    if given:
        row.keep_secrets({**row.secrets, **given})
        row.secrets_set_at = now
    row.next_try_at, row.throttled_until = now, None
    _save(row)
    _note(row, "changed", by, now)


def pause(source: Source, *, by: Agent, now: datetime) -> None:
    """Stop reading an account for now; what comes meanwhile is read when it goes on."""
    _update(source, "paused", by, now, paused_at=now)


def resume(source: Source, *, by: Agent, now: datetime) -> None:
    """Read an account again, from where reading stopped."""
    _update(source, "resumed", by, now, paused_at=None, next_try_at=now)


def sync_now(source: Source, *, now: datetime) -> None:
    """Let the runner look at an account at once, also one that is failing."""
    Source.objects.filter(pk=source.pk).update(next_try_at=now)
    announce(source.pk)


def disconnect(source: Source, *, by: Agent, now: datetime) -> None:
    """Forget how to sign in and stop reading; every order, message and channel of it stays."""
    config = {**source.config, "disconnected_at": now.isoformat()}
    _update(
        source, "disconnected", by, now,
        paused_at=now, config=config, sealed=b"", secrets_set_at=None,
        failing_since=None, last_error="", next_try_at=None, throttled_until=None,
    )  # fmt: skip


def is_disconnected(source: Source) -> bool:
    """Whether this account was disconnected and not taken up again."""
    return "disconnected_at" in source.config


def orders_read(source: Source) -> int:
    """How many orders of an account are here."""
    return Order.objects.filter(account=source).count()


def _sorted(connector: Connector, values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The form's values as settings and secrets; what the form does not know is left out, as are empty secrets."""
    fields = connector.form.fields
    config = {field.name: values[field.name] for field in fields if not field.secret and field.name in values}
    given = {field.name: values[field.name] for field in fields if field.secret and values.get(field.name)}
    return config, given


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
    announce(source.pk)
