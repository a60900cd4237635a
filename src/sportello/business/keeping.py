"""Saving and removing what the seller decides, with the record of who did it."""

from datetime import datetime

from django.db import transaction

from sportello.accounts import audit
from sportello.accounts.models import Agent
from sportello.business.models import Brand, Calendar, NoticeEdition, OwnDay, Settings, Shift, ShiftChange
from sportello.core import events

type Kept = Brand | Calendar | NoticeEdition | OwnDay | Settings | Shift | ShiftChange

NAMES: dict[type[Kept], str] = {
    Brand: "brand",
    Calendar: "calendar",
    NoticeEdition: "notice_edition",
    OwnDay: "own_day",
    Settings: "settings",
    Shift: "shift",
    ShiftChange: "shift_change",
}


def keep(*, row: Kept, by: Agent, now: datetime) -> None:
    """Save a row and record "<name>.saved"; IntegrityError when it breaks a constraint."""
    with transaction.atomic():
        row.save()
        _record(row, "saved", by, now)


def drop(*, row: Kept, by: Agent, now: datetime) -> None:
    """Delete a row and record "<name>.removed"."""
    with transaction.atomic():
        _record(row, "removed", by, now)
        row.delete()


def _record(row: Kept, act: str, by: Agent, now: datetime) -> None:
    name = NAMES[type(row)]
    events.record(kind=f"{name}.{act}", now=now, actor=by.pk, subject=(name, row.pk))
    audit.note(act=f"{name}.{act}", now=now, agent=by, subject=(name, row.pk))
