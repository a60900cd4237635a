"""Drawing lots that can be checked afterwards and that nobody can choose. Pure."""

from collections.abc import Iterable
from hashlib import sha256


def lot(seed: int, message: int) -> bytes:
    """The lot of a message under a seed: whoever knows both gets the same."""
    return sha256(f"{seed}:{message}".encode()).digest()


def drawn(messages: Iterable[int], *, seed: int, size: int) -> list[int]:
    """The `size` messages with the lowest lots, the lowest first. More of them begin with the same ones, and a message
    that comes or goes changes no other one's lot."""
    return sorted(messages, key=lambda message: lot(seed, message))[:size]
