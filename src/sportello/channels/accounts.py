"""An API account as its connector gets it."""

from collections.abc import Mapping
from typing import Any

import psycopg

from sportello.core.live.listener import django_connection
from sportello.core.secrets import seal, unseal

from .contract import Account
from .models import Source


def account_of(source: Source) -> Account:
    """The account of an API source, with its secrets unsealed. Raises `core.secrets.Undecipherable`."""
    secrets = source.secrets

    def keep(values: Mapping[str, str]) -> None:
        secrets.update(values)
        keep_secrets(source.pk, values)

    return Account(source_id=source.pk, config=dict(source.config), secrets=secrets, keep_secrets=keep)


def unsaved_account(config: Mapping[str, Any], secrets: Mapping[str, str]) -> Account:
    """An account that is only being tried: renewed tokens live as long as it does."""
    kept = dict(secrets)
    return Account(source_id=0, config=dict(config), secrets=kept, keep_secrets=kept.update)


def keep_secrets(source_id: int, values: Mapping[str, str]) -> None:
    """Merge these secrets over a source's own and commit at once, whatever becomes of the work around it.

    A marketplace that rotates tokens has forgotten the old one when it gives the new one. This goes by a connection of
    its own, so the caller's transaction must not hold the source's row. Raises psycopg.Error.
    """
    with psycopg.connect(**django_connection(), connect_timeout=10) as own, own.transaction():
        row = own.execute("SELECT sealed FROM channels_source WHERE id = %s FOR UPDATE", [source_id]).fetchone()
        if row is not None:
            sealed = seal({**unseal(row[0]), **values})
            own.execute("UPDATE channels_source SET sealed = %s WHERE id = %s", [sealed, source_id])
