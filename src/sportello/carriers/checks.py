"""Check digits: each function says whether the last character of a number follows from those before it.

Numbers come without blanks and in capitals. A number of another alphabet than the algorithm knows is wrong, never an
error.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import cycle

type Check = Callable[[str], bool]

_BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _weighed(digits: str, weights: Iterable[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def gs1(number: str) -> bool:
    """Modulo 10 of GS1, weights 3 and 1 from the right (General Specifications 7.9): SSCC, USPS, DHL Paket, Hermes."""
    return _is_digits(number) and (_weighed(number[-2::-1], cycle((3, 1))) + int(number[-1])) % 10 == 0


def gs1_plus_one(number: str) -> bool:
    """As `gs1` with one more in the sum: how GLS Germany ends its parcel numbers."""
    return _is_digits(number) and (_weighed(number[-2::-1], cycle((3, 1))) + 1 + int(number[-1])) % 10 == 0


def mod10(*weights: int) -> Check:
    """A modulo 10 with these weights, repeated from the left; letters count from A = 2 in the units (UPS, FedEx)."""

    def check(number: str) -> bool:
        if not number.isascii() or not number.isalnum() or not number[-1].isdigit():
            return False
        values = (int(char) if char.isdigit() else (ord(char) - 63) % 10 for char in number[:-1])
        total = sum(value * weight for value, weight in zip(values, cycle(weights), strict=False))
        return (total + int(number[-1])) % 10 == 0

    return check


def mod7(number: str) -> bool:
    """The number before the last digit, divided by seven, leaves that digit (DHL Express, air waybills of IATA)."""
    return _is_digits(number) and int(number[:-1]) % 7 == int(number[-1])


def mod11_mod10(weights: Sequence[int]) -> Check:
    """The weighed sum modulo 11, whose ten counts as zero (FedEx)."""

    def check(number: str) -> bool:
        return _is_digits(number) and _weighed(number[:-1], weights) % 11 % 10 == int(number[-1])

    return check


def luhn(number: str) -> bool:
    """Luhn's modulo 10: every second digit from the right doubled and its digits added (ISO/IEC 7812-1 annex B)."""
    if not _is_digits(number):
        return False
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(map(int, number[-1::-2]))) % 10 == 0


def s10(digits: str) -> bool:
    """Eight digits and their check digit, by UPU S10: 11 minus the weighed sum modulo 11; 10 is 0 and 11 is 5."""
    if not _is_digits(digits):
        return False
    rest = 11 - _weighed(digits[:8], _S10_WEIGHTS) % 11
    return {10: 0, 11: 5}.get(rest, rest) == int(digits[8])


def mod37_36(number: str) -> bool:
    """ISO/IEC 7064 MOD 37,36, digits and letters (DPD's parcel label)."""
    if any(char not in _BASE_36 for char in number):
        return False
    rest = 36
    for char in number[:-1]:
        rest = (rest + _BASE_36.index(char)) % 36 or 36
        rest = rest * 2 % 37
    return (rest + _BASE_36.index(number[-1])) % 36 == 1


def is_varied(number: str) -> bool:
    """Whether a number is more than one character repeated: a row of zeros passes most check digits."""
    return len(set(number)) > 1
