"""Recording events."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from .models import Event

type Plain = int | float | str | bool | list[int] | list[str] | None


def record(
    *,
    kind: str,
    now: datetime,
    subject: tuple[str, int],
    actor: int | None = None,
    data: Mapping[str, Plain] | None = None,
) -> Event:
    """Append one event, in the caller's transaction.

    `kind` is a past-tense name such as "ticket.resolved"; `subject` is what it happened to, such as ("ticket", 7);
    `actor` the id of the agent who did it, None for the machine; `data` further ids and numbers, never names or text.
    """
    event = _event(kind, now, subject, actor, data)
    event.save(force_insert=True)
    return event


def record_all(*, now: datetime, subject: tuple[str, int], happened: Mapping[str, Mapping[str, Plain]]) -> None:
    """Append several events of the machine about one subject at once: a mapping from kind to data."""
    Event.objects.bulk_create(_event(kind, now, subject, None, data) for kind, data in happened.items())


def record_many(
    *, kind: str, now: datetime, actor: int | None, told: Iterable[tuple[tuple[str, int], Mapping[str, Plain]]]
) -> None:
    """Append one event of a kind about each of many subjects, each with its data."""
    rows = (_event(kind, now, subject, actor, data) for subject, data in told)
    Event.objects.bulk_create(rows, batch_size=1000)


def _event(
    kind: str, now: datetime, subject: tuple[str, int], actor: int | None, data: Mapping[str, Plain] | None
) -> Event:
    kind_of_subject, subject_id = subject
    return Event(
        at=now, kind=kind, actor_id=actor, subject_kind=kind_of_subject, subject_id=subject_id, data=dict(data or {})
    )
