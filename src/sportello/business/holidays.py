"""The days on which a calendar rests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from sportello.business.national_days import COUNTRIES, FIRST_YEAR, LAST_YEAR, NO_COUNTRY


@dataclass(frozen=True, slots=True)
class Holidays:
    """The days on which a calendar rests: a country's public holidays, days added by hand, less days worked anyway.

    `yearly` holds (month, day) of days added for every year. Answers `day in holidays`. An unknown country raises
    ValueError when the object is made.
    """

    country: str = NO_COUNTRY
    added: frozenset[date] = field(default_factory=frozenset)
    worked: frozenset[date] = field(default_factory=frozenset)
    yearly: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if self.country not in COUNTRIES:
            raise ValueError(f"no public holidays are known for {self.country!r}")

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date) or day in self.worked:
            return False
        own = day in self.added or (day.month, day.day) in self.yearly
        return own or day in public_holidays(self.country, day.year)


@cache
def public_holidays(country: str, year: int) -> Mapping[date, str]:
    """The public holidays of `country` (IT DE FR ES GB US or none) in `year`, by day, with their English names.

    Raises ValueError for another country; years outside 1970 to 9998 have none.
    """
    if country not in COUNTRIES:
        raise ValueError(f"no public holidays are known for {country!r}")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return {}
    return dict(sorted(COUNTRIES[country](year)))
