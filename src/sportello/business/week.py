"""A week of opening hours: pure values, their checks, and the words people type for them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

DAY = 24 * 60

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Keys of a stored week, in the order of `datetime.date.weekday()`."""

_CLOCK_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)


class InvalidHoursError(ValueError):
    """Opening hours that cannot be meant: `reason` names the kind of mistake, `text` the place."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(f"{reason}: {text}")
        self.reason = reason
        self.text = text


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Minutes after local midnight, `start` included and `end` not; an `end` past 1440 lies in the next day."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY and self.start < self.end <= self.start + DAY):
            raise InvalidHoursError("impossible", f"{self.start}-{self.end}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `"09:00-17:30"`, `"9-17.30"` or, past midnight, `"22:00-06:00"`; InvalidHoursError otherwise.

        `"00:00-24:00"` is the whole day. Equal times are refused, since nobody can tell nothing from a whole day.
        """
        opening, dash, closing = re.sub(r"\s*[-\u2013\u2014]\s*", "-", text.strip()).partition("-")
        if not dash:
            raise InvalidHoursError("unreadable", text)
        start, end = _minutes(opening, text), _minutes(closing, text)
        if start in (end, DAY):
            raise InvalidHoursError("impossible", text)
        return cls(start, end if end > start else end + DAY)

    def __str__(self) -> str:
        end = self.end if self.end <= DAY else self.end - DAY
        return f"{self.start // 60:02}:{self.start % 60:02}-{end // 60:02}:{end % 60:02}"


@dataclass(frozen=True, slots=True)
class Week:
    """Opening hours per weekday, Monday first; hours that pass midnight belong to the day on which they begin."""

    days: tuple[tuple[Interval, ...], ...] = field(default=((),) * 7)

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS):
            raise InvalidHoursError("unreadable", f"{len(self.days)} days")
        object.__setattr__(self, "days", tuple(tuple(sorted(day)) for day in self.days))
        for day in self.days:
            _refuse_overlap(day)

    @classmethod
    def parse(cls, texts: Mapping[str, Iterable[str]]) -> Self:
        """Build a week from `{"mon": ["09:00-13:00", "14:00-18:00"], ...}`; a day left out is closed."""
        unknown = set(texts) - set(WEEKDAYS)
        if unknown:
            raise InvalidHoursError("unreadable", ", ".join(sorted(unknown)))
        return cls(tuple(tuple(Interval.parse(text) for text in texts.get(key, ())) for key in WEEKDAYS))

    def texts(self) -> dict[str, list[str]]:
        """The form that `parse` reads back and that is stored; closed days are left out."""
        return {key: [str(one) for one in day] for key, day in zip(WEEKDAYS, self.days, strict=True) if day}

    @property
    def is_closed(self) -> bool:
        """Whether there is not one open minute in the week."""
        return not any(self.days)


def _minutes(text: str, whole: str) -> int:
    found = _CLOCK_TIME.fullmatch(text.strip())
    if not found:
        raise InvalidHoursError("unreadable", whole)
    minutes = int(found[1]) * 60 + int(found[2] or 0)
    if int(found[2] or 0) > 59 or minutes > DAY:
        raise InvalidHoursError("impossible", whole)
    return minutes


def _refuse_overlap(day: tuple[Interval, ...]) -> None:
    for earlier, later in pairwise(day):
        if later.start < earlier.end:
            raise InvalidHoursError("overlapping", f"{earlier}, {later}")
