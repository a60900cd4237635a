"""Numbers that look thrown and are always the same for the same name."""

import hashlib
from collections.abc import Sequence


class Dice:
    """A stream of numbers decided by the names given: the shop's seed first, then what the dice are for."""

    def __init__(self, *names: object) -> None:
        self._name = "/".join(str(name) for name in names)
        self._thrown = 0

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1."""
        self._thrown += 1
        throw = hashlib.blake2b(f"{self._name}#{self._thrown}".encode(), digest_size=16).digest()
        return int.from_bytes(throw) % limit

    def share(self) -> float:
        """A number from 0 up to 1."""
        return self.below(1_000_000) / 1_000_000

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.below(100) < percent

    def choose[T](self, things: Sequence[T]) -> T:
        """One of the things."""
        return things[self.below(len(things))]

    def text(self, length: int, letters: str) -> str:
        """So many of these letters."""
        return "".join(self.choose(letters) for _ in range(length))

    def digits(self, length: int) -> str:
        """So many digits, the first of them not 0."""
        return self.text(1, "123456789") + self.text(length - 1, "0123456789")

    def hex(self, length: int) -> str:
        """So many hexadecimal digits in lower case."""
        return self.text(length, "0123456789abcdef")

    def word(self, length: int) -> str:
        """So many lower-case letters and digits."""
        return self.text(length, "abcdefghijklmnopqrstuvwxyz0123456789")

    def code(self, length: int) -> str:
        """So many capital letters and digits."""
        return self.text(length, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")
