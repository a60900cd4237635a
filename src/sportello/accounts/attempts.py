"""Counting attempts at the doors (sign-in, forgotten password) in the database, so that no race opens them.

An attempt is counted as a failure before the password is looked at and taken back when it was right: a hundred
attempts at the same moment are a hundred failures, not one.
"""

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from sportello.accounts.models import SignInAttempt
from sportello.accounts.throttle import (
    PER_ACCOUNT_AND_ADDRESS,
    PER_ADDRESS,
    Limit,
    Tally,
    after_failure,
    after_success,
    wait,
)


def admit(*, door: str, account: str, address: str, now: datetime) -> timedelta | None:
    """Count an attempt on `account` from a network address; None lets it through, else the time to wait.

    Attempts while the door is shut are not counted, so that waiting helps. The answer is the same whether the
    account exists or not.
    """
    with transaction.atomic():
        rows = [(row, limit) for row, limit in _locked(door, account, address, now)]
        waits = [left for row, _ in rows if (left := wait(_tally(row), now))]
        if waits:
            return max(waits)
        for row, limit in rows:
            _write(row, after_failure(_tally(row), limit, now))
    return None


def succeeded(*, door: str, account: str, address: str) -> None:
    """Take the admitted attempt back: forget the failures on this account from here, and this one of the address."""
    pair, whole_address = _key(door, account, address), _key(door, "", address)
    with transaction.atomic():
        SignInAttempt.objects.filter(key=pair).delete()
        row = SignInAttempt.objects.select_for_update().filter(key=whole_address).first()
        tally = row and _tally(row)
        if row and tally:
            left = after_success(tally, PER_ADDRESS)
            if left:
                _write(row, left)
            else:
                row.delete()


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 network that one IPv6 subscriber holds."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _locked(door: str, account: str, address: str, now: datetime) -> Iterable[tuple[SignInAttempt, Limit]]:
    """The rows of both doors under lock, always in the same order, so that two attempts cannot block each other."""
    limits = {_key(door, "", address): PER_ADDRESS, _key(door, account, address): PER_ACCOUNT_AND_ADDRESS}
    for key in sorted(limits):
        SignInAttempt.objects.bulk_create([SignInAttempt(key=key, failures=0, last_at=now)], ignore_conflicts=True)
        yield SignInAttempt.objects.select_for_update().get(key=key), limits[key]


def _key(door: str, account: str, address: str) -> str:
    value = "\0".join((door, account.strip().casefold(), network(address)))
    return salted_hmac("sportello.accounts.attempts", value, algorithm="sha256").hexdigest()


def _tally(row: SignInAttempt) -> Tally | None:
    return Tally(row.failures, row.last_at, row.blocked_until) if row.failures else None


def _write(row: SignInAttempt, tally: Tally) -> None:
    row.failures, row.last_at, row.blocked_until = tally.failures, tally.last_at, tally.blocked_until
    row.save(update_fields=["failures", "last_at", "blocked_until"])
