"""What an hour of an agent costs: rows with the day from which each holds, entered by the owner."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from sportello.accounts import audit
from sportello.accounts.models import Agent
from sportello.core import events

from .models import HourlyCost


def rates() -> list[tuple[date, Decimal, str]]:
    """From which day which amount of which currency holds, in order of days."""
    return list(HourlyCost.objects.order_by("since").values_list("since", "amount", "currency"))


def rate_on(day: date, known: Sequence[tuple[date, Decimal, str]]) -> tuple[Decimal, str] | None:
    """The amount and currency of a day; None before the first."""
    held = [(amount, currency) for since, amount, currency in known if since <= day]
    return held[-1] if held else None


@transaction.atomic
def enter(*, since: date, amount: Decimal, currency: str, by: Agent, now: datetime) -> HourlyCost:
    """Let an hour cost this from a day on; what was entered for the same day before is replaced.

    Raises IntegrityError for an amount that is not positive and a currency that is not three capitals.
    """
    said = {"amount": amount, "currency": currency, "by": by, "at": now}
    row, _made = HourlyCost.objects.update_or_create(since=since, defaults=said)
    _record("hourly_cost.entered", row, by, now)
    return row


@transaction.atomic
def withdraw(*, row: HourlyCost, by: Agent, now: datetime) -> None:
    """Take an entry back; the one before it holds again."""
    _record("hourly_cost.withdrawn", row, by, now)
    row.delete()


def _record(kind: str, row: HourlyCost, by: Agent, now: datetime) -> None:
    events.record(kind=kind, now=now, subject=("hourly_cost", row.pk), actor=by.pk)
    audit.note(act=kind, now=now, agent=by, subject=("hourly_cost", row.pk))
