"""What goes out: names for our mails, and the call that wakes whoever delivers."""

import secrets

from django.db import connection

OUTBOX = "sportello_outbox"


def new_message_id(address: str) -> str:
    """A Message-ID of ours (RFC 5322 3.6.4), unique by 128 random bits, under the domain of the sending address."""
    domain = address.rpartition("@")[2] or "sportello.invalid"
    return f"<{secrets.token_hex(16)}@{domain}>"


def announce() -> None:
    """Wake the deliverers when the current transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [OUTBOX])
