"""Whose mail is it: an envelope's bytes are parsed once, then every recogniser is asked in turn."""

from collections.abc import Sequence
from typing import Protocol

from sportello.channels.inbound import Inbound

from .letter import Letter
from .parse import parse


class Unclaimed(ValueError):
    """No recogniser took the mail: the chain lacks the one for plain mail, which takes any."""


class Recogniser(Protocol):
    """A connector's reader of mail."""

    def __call__(self, letter: Letter, raw: bytes) -> Inbound | None:
        """What the mail says, or None when it is not this connector's. Pure; never raises for any letter."""


def read_mail(raw: bytes, recognisers: Sequence[Recogniser]) -> Inbound:
    """Parse `raw` and return what the first recogniser that knows the mail makes of it.

    The order matters: marketplaces before plain mail, because plain mail takes everything. Raises `Unreadable` when the
    bytes are no mail, and `Unclaimed` when nobody took it.
    """
    letter = parse(raw)
    for recogniser in recognisers:
        found = recogniser(letter, raw)
        if found is not None:
            return found
    raise Unclaimed("no recogniser for plain mail in the chain")
