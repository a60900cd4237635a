"""When each part of an account is looked at again: in its turn, after a failure, when the marketplace allows. Pure."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .contract import ApiTrouble, TroubleKind

LEAST_PAUSE = timedelta(seconds=1)
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)
# The owner has to do something; too many refused sign-ins lock an account.
OWNERS_PAUSE = timedelta(minutes=15)
_SLOW = frozenset({TroubleKind.CREDENTIALS, TroubleKind.PERMISSION})
# So long after a push we believe that pushes arrive.
PUSHES_LAST = timedelta(hours=2)


@dataclass(slots=True)
class Step:
    """One part of an account: when it is due, how often in a row it failed, and how."""

    name: str
    due_at: datetime
    failures: int = 0
    trouble: ApiTrouble | None = None

    def done(self, *, again_at: datetime) -> None:
        """It worked."""
        self.due_at, self.failures, self.trouble = again_at, 0, None

    def failed(self, trouble: ApiTrouble, *, now: datetime, chance: random.Random) -> None:
        """It did not work, and is due after a pause."""
        self.failures += 1
        self.trouble, self.due_at = trouble, now + pause(trouble, self.failures, chance=chance)


def pause(trouble: ApiTrouble, failures: int, *, chance: random.Random) -> timedelta:
    """How long to wait after the n-th failure in a row (1, 2, ...).

    What the server asks for; else two seconds, doubled up to five minutes (a quarter of an hour where the owner has to
    act), less up to half of it by chance, so that not everybody comes back at the same moment.
    """
    if trouble.retry_after is not None:
        return max(trouble.retry_after, LEAST_PAUSE)
    if trouble.kind in _SLOW and failures > 1:
        return OWNERS_PAUSE
    doubled: timedelta = FIRST_PAUSE * 2 ** min(failures - 1, 20)
    return min(doubled, LONGEST_PAUSE) * chance.uniform(0.5, 1.0)


def pushes_arrive(last_push_at: datetime | None, now: datetime) -> bool:
    """Whether pushes came lately, so that looking by ourselves may be rarer."""
    return last_push_at is not None and now - last_push_at < PUSHES_LAST


def worst(steps: Iterable[Step]) -> Step | None:
    """The failing step that says most: one that the owner has to mend, then any that is not merely throttled."""
    failing = [step for step in steps if step.trouble is not None]
    return max(failing, key=_gravity, default=None)


def _gravity(step: Step) -> int:
    kind = step.trouble.kind if step.trouble else TroubleKind.THROTTLED
    if kind in _SLOW:
        return 2
    return int(kind is not TroubleKind.THROTTLED)
