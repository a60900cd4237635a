"""The contract between the outbox and whoever carries an answer away, and what an answer of theirs means."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from .models import Outbox, OutboxState

# Greylisting passes within minutes; a buyer whose answer is a day old needs an agent, not one more try in silence.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480, 480))


class Refused(ValueError):
    """The server said no, in its own words, and kept nothing. `permanent`: asking again is useless (RFC 5321: 5yz)."""

    def __init__(self, words: str, *, permanent: bool) -> None:
        super().__init__(words)
        self.permanent = permanent


class Lost(OSError):
    """No word came: no connection, a connection that broke, or a time-out; the message says what happened."""


class ClaimLost(RuntimeError):
    """Somebody else settled or took the row meanwhile: nothing more may be said to the server."""


class Transport(Protocol):
    """One way out, such as an SMTP account."""

    def deliver(self, outbox: Outbox, *, now: datetime, handed_over: Callable[[], None]) -> str:
        """Give one answer to its server and return the server's words.

        `handed_over()` must be called once, before the octets after which the server may keep the mail; when it
        raises, the connection is closed without them. Raises `Refused` or `Lost`; `now` (aware) dates the answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a try at delivering comes to: the row's next state, why, after which delay again, and a name for the try."""

    state: OutboxState
    outcome: str
    reason: str = ""
    delay: timedelta | None = None


def sent(words: str) -> Verdict:
    """The server took the mail."""
    return Verdict(OutboxState.SENT, "sent", words)


def judge(trouble: Refused | Lost, *, handed_over: bool, attempts: int) -> Verdict:
    """What a failed try comes to; `attempts` counts this one too.

    Silence after the hand-over is uncertain: the server may have kept the mail. A "no" is certain in either phase.
    """
    words = str(trouble)
    if isinstance(trouble, Refused) and trouble.permanent:
        return Verdict(OutboxState.FAILED, "failed", words)
    if isinstance(trouble, Lost) and handed_over:
        return Verdict(OutboxState.UNCERTAIN, "uncertain", words)
    return again(words, attempts=attempts, outcome="later")


def again(words: str, *, attempts: int, outcome: str) -> Verdict:
    """Back into the line after a delay that grows with the attempts, or failed after a day of them."""
    if attempts > len(DELAYS):
        return Verdict(OutboxState.FAILED, "failed", words)
    return Verdict(OutboxState.WAITING, outcome, words, DELAYS[attempts - 1])


def interrupted(*, handed_over: bool, attempts: int) -> Verdict:
    """What a claim comes to whose worker died: at once back into the line the first time, later with growing delay."""
    if handed_over:
        words = _("The sender stopped after the mail was handed over; the server may have taken it.")
        return Verdict(OutboxState.UNCERTAIN, "uncertain", words)
    words = _("The sender stopped before the mail was handed over.")
    if attempts <= 1:
        return Verdict(OutboxState.WAITING, "interrupted", words, timedelta(0))
    return again(words, attempts=attempts - 1, outcome="interrupted")
