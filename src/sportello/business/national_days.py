"""Which days are public holidays in which country: the rules, with their sources.

Only days that hold in the whole country are known here; what a German state, an Italian town or a Spanish community
celebrates besides is added by hand to a calendar.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1970, 9998
NO_COUNTRY = "none"
MON, THU, SAT, SUN = 0, 3, 5, 6

type Rule = Callable[[int], date | None]


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, from 1583 on.

    The anonymous computus published in Nature, 20 April 1876, as given by J. Meeus, Astronomical Algorithms, ch. 8.
    """
    century, of_century = divmod(year, 100)
    golden = year % 19
    skipped_leaps = century - century // 4
    moon_drift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + skipped_leaps - moon_drift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def gettext_noop(name: str) -> str:
    """Mark a name for the translators; the page that shows it translates it."""
    return name


NEW_YEAR = gettext_noop("New Year's Day")
EPIPHANY = gettext_noop("Epiphany")
GOOD_FRIDAY = gettext_noop("Good Friday")
EASTER = gettext_noop("Easter Sunday")
EASTER_MONDAY = gettext_noop("Easter Monday")
ASCENSION = gettext_noop("Ascension Day")
WHIT_MONDAY = gettext_noop("Whit Monday")
LABOUR_DAY = gettext_noop("Labour Day")
ASSUMPTION = gettext_noop("Assumption Day")
ALL_SAINTS = gettext_noop("All Saints' Day")
IMMACULATE_CONCEPTION = gettext_noop("Immaculate Conception")
CHRISTMAS = gettext_noop("Christmas Day")
SECOND_CHRISTMAS_DAY = gettext_noop("Second day of Christmas")
BOXING_DAY = gettext_noop("Boxing Day")
EXTRA_BANK_HOLIDAY = gettext_noop("Extra bank holiday")


def on(month: int, day: int, since: int = FIRST_YEAR) -> Rule:
    """A fixed day of every year from `since` on."""
    return lambda year: date(year, month, day) if year >= since else None


def after_easter(days: int) -> Rule:
    """So many days after Easter Sunday, before it when negative."""
    return lambda year: easter(year) + timedelta(days=days)


def nth(month: int, weekday: int, number: int) -> Rule:
    """The `number`-th such weekday of a month; -1 is the last."""

    def day(year: int) -> date:
        if number < 0:
            end = date(year, month + 1, 1) - timedelta(days=1)
            return end - timedelta(days=(end.weekday() - weekday) % 7)
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))

    return day


def _apply(rules: Iterable[tuple[Rule, str]], year: int) -> list[tuple[date, str]]:
    return [(day, name) for rule, name in rules if (day := rule(year))]


# Legge 27 maggio 1949 n. 260, art. 2; D.P.R. 28 dicembre 1985 n. 792 (Epiphany); legge 8 ottobre 2025 n. 151.
ITALY: tuple[tuple[Rule, str], ...] = (
    (on(1, 1), NEW_YEAR),
    (on(1, 6, since=1986), EPIPHANY),
    (after_easter(0), EASTER),
    (after_easter(1), EASTER_MONDAY),
    (on(4, 25), gettext_noop("Liberation Day")),
    (on(5, 1), LABOUR_DAY),
    (on(6, 2, since=2001), gettext_noop("Republic Day")),
    (on(8, 15), ASSUMPTION),
    (on(10, 4, since=2026), gettext_noop("Saint Francis of Assisi")),
    (on(11, 1), ALL_SAINTS),
    (on(12, 8), IMMACULATE_CONCEPTION),
    (on(12, 25), CHRISTMAS),
    (on(12, 26), gettext_noop("Saint Stephen's Day")),
)

# The nine days common to the holiday laws of all sixteen states; Einigungsvertrag art. 2 (2).
GERMANY: tuple[tuple[Rule, str], ...] = (
    (on(1, 1), NEW_YEAR),
    (after_easter(-2), GOOD_FRIDAY),
    (after_easter(1), EASTER_MONDAY),
    (on(5, 1), LABOUR_DAY),
    (after_easter(39), ASCENSION),
    (after_easter(50), WHIT_MONDAY),
    (on(10, 3, since=1990), gettext_noop("German Unity Day")),
    (on(12, 25), CHRISTMAS),
    (on(12, 26), SECOND_CHRISTMAS_DAY),
)

# Code du travail, art. L3133-1.
FRANCE: tuple[tuple[Rule, str], ...] = (
    (on(1, 1), NEW_YEAR),
    (after_easter(1), EASTER_MONDAY),
    (on(5, 1), LABOUR_DAY),
    (on(5, 8, since=1982), gettext_noop("Victory in Europe Day")),
    (after_easter(39), ASCENSION),
    (after_easter(50), WHIT_MONDAY),
    (on(7, 14), gettext_noop("Bastille Day")),
    (on(8, 15), ASSUMPTION),
    (on(11, 1), ALL_SAINTS),
    (on(11, 11), gettext_noop("Armistice Day")),
    (on(12, 25), CHRISTMAS),
)

# Real Decreto 2001/1983, art. 45, as far as the communities do not replace a day.
SPAIN: tuple[tuple[Rule, str], ...] = (
    (on(1, 1), NEW_YEAR),
    (on(1, 6), EPIPHANY),
    (after_easter(-2), GOOD_FRIDAY),
    (on(5, 1), LABOUR_DAY),
    (on(8, 15), ASSUMPTION),
    (on(10, 12), gettext_noop("National Day of Spain")),
    (on(11, 1), ALL_SAINTS),
    (on(12, 6, since=1986), gettext_noop("Constitution Day")),
    (on(12, 8), IMMACULATE_CONCEPTION),
    (on(12, 25), CHRISTMAS),
)

# England and Wales: Banking and Financial Dealings Act 1971, schedule 1, and the royal proclamations of single years.
GREAT_BRITAIN: tuple[tuple[Rule, str], ...] = (
    (after_easter(-2), GOOD_FRIDAY),
    (after_easter(1), EASTER_MONDAY),
    (lambda year: date(2020, 5, 8) if year == 2020 else nth(5, MON, 1)(year), gettext_noop("Early May bank holiday")),
    (lambda year: date(2022, 6, 2) if year == 2022 else nth(5, MON, -1)(year), gettext_noop("Spring bank holiday")),
    (nth(8, MON, -1), gettext_noop("Summer bank holiday")),
)
BRITISH_EXTRAS = (date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8))

# United States Code, title 5, section 6103 (a).
UNITED_STATES: tuple[tuple[Rule, str], ...] = (
    (on(1, 1), NEW_YEAR),
    (nth(1, MON, 3), gettext_noop("Martin Luther King Jr. Day")),
    (nth(2, MON, 3), gettext_noop("Washington's Birthday")),
    (nth(5, MON, -1), gettext_noop("Memorial Day")),
    (on(6, 19, since=2021), gettext_noop("Juneteenth")),
    (on(7, 4), gettext_noop("Independence Day")),
    (nth(9, MON, 1), gettext_noop("Labor Day")),
    (nth(10, MON, 2), gettext_noop("Columbus Day")),
    (on(11, 11), gettext_noop("Veterans Day")),
    (nth(11, THU, 4), gettext_noop("Thanksgiving Day")),
    (on(12, 25), CHRISTMAS),
)


def _british(year: int) -> list[tuple[date, str]]:
    """Weekend days keep their name and are followed by a substitute: the next weekday that is still free."""
    days = _apply(GREAT_BRITAIN, year) + [(day, EXTRA_BANK_HOLIDAY) for day in BRITISH_EXTRAS if day.year == year]
    for day, name in ((date(year, 1, 1), NEW_YEAR), (date(year, 12, 25), CHRISTMAS), (date(year, 12, 26), BOXING_DAY)):
        days.append((day, name))
        if day.weekday() in (SAT, SUN):
            days.append((_free_weekday(day, {taken for taken, _ in days} | {date(year, 12, 26)}), name))
    return days


def _free_weekday(day: date, taken: set[date]) -> date:
    while day.weekday() in (SAT, SUN) or day in taken:
        day += timedelta(days=1)
    return day


def _american(year: int) -> list[tuple[date, str]]:
    """Section 6103 (b): Saturdays are observed on Friday, Sundays on Monday (Executive Order 11582)."""
    days = [*_apply(UNITED_STATES, year), (date(year + 1, 1, 1), NEW_YEAR)]
    shift = {SAT: timedelta(days=-1), SUN: timedelta(days=1)}
    observed = [(day + shift[day.weekday()], name) for day, name in days if day.weekday() in shift]
    return [(day, name) for day, name in days + observed if day.year == year]


COUNTRIES: Mapping[str, Callable[[int], Iterable[tuple[date, str]]]] = {
    "IT": lambda year: _apply(ITALY, year),
    "DE": lambda year: _apply(GERMANY, year),
    "FR": lambda year: _apply(FRANCE, year),
    "ES": lambda year: _apply(SPAIN, year),
    "GB": _british,
    "US": _american,
    NO_COUNTRY: lambda _year: (),
}
