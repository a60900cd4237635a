"""Recording events."""

from collections.abc import Mapping
from datetime import datetime

from .models import Event

type Plain = int | float | str | bool | None | list[int] | list[str]


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
    kind_of_subject, subject_id = subject
    return Event.objects.create(
        at=now, kind=kind, actor_id=actor, subject_kind=kind_of_subject, subject_id=subject_id, data=dict(data or {})
    )
