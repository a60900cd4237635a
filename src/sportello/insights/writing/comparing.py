"""Contacts per 100 orders before and after an article, and how sure the difference is. Pure.

Given both counts together, those after are binomial with the share of the orders that came after, if nothing changed;
Wilson's interval for that share becomes one for the ratio of the rates (conditional comparison of two Poisson rates:
J. Przyborowski & H. Wilenski, Biometrika 31, 1940). Each rate's own interval is Byar's (N. E. Breslow & N. E. Day,
Statistical Methods in Cancer Research II, 1987, p. 69).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import inf, sqrt
from typing import Final

from sportello.portal.deflection import SURE, share

WINDOW: Final = timedelta(days=30)
"""How long is looked back and ahead of the day of publication, which itself counts for neither."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Contacts per 100 orders with the 95 % interval; `value` is None without orders."""

    contacts: int
    orders: int
    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as many contacts per order came after as before; None while nothing can be said."""

    value: float | None
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether 1 lies outside the interval."""
        return self.value is not None and (self.low > 1 or self.high < 1)


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A gap's contacts before and after its article, and those of everything else meanwhile, for comparison."""

    before: Rate
    after: Rate
    ratio: Ratio
    others: Ratio


def rate(contacts: int, orders: int) -> Rate:
    """Contacts per 100 orders with Byar's interval. Raises ValueError for negative counts."""
    if contacts < 0 or orders < 0:
        raise ValueError(f"{contacts} of {orders}")
    if not orders:
        return Rate(contacts, 0, None, 0.0, inf)
    low = contacts * (1 - 1 / (9 * contacts) - SURE / (3 * sqrt(contacts))) ** 3 if contacts else 0.0
    more = contacts + 1
    high = more * (1 - 1 / (9 * more) + SURE / (3 * sqrt(more))) ** 3
    return Rate(contacts, orders, 100 * contacts / orders, 100 * low / orders, 100 * high / orders)


def ratio(before: Rate, after: Rate) -> Ratio:
    """The rate after divided by the rate before, with its 95 % interval."""
    found = share(after.contacts, before.contacts + after.contacts)
    if found.value is None or not before.orders or not after.orders:
        return Ratio(None, 0.0, inf)
    scale = before.orders / after.orders
    return Ratio(_odds(found.value) * scale, _odds(found.low) * scale, _odds(found.high) * scale)


def _odds(chance: float) -> float:
    return chance / (1 - chance) if chance < 1 else inf


def windows(published: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """The first and last day of the time before and of the time after a publication."""
    day = timedelta(days=1)
    return (published - WINDOW, published - day), (published + day, published + WINDOW)
