"""Whether a text names a day, however it is written. Pure."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from .words import LANGUAGES, MONTH_ENDS, MONTHS, NEAR, WEEKDAYS

WITHIN: Final = timedelta(days=7)
"""A weekday alone names a day at most a week from today."""

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})\s?[./-]\s?(\d{1,2})(?:\s?[./-]\s?(\d{4}|\d{2})?)?(?![\d])")
_ORDINAL = r"(?:st|nd|rd|th|er|º|°|ª|\.)?"
_DAY_ALONE: Final[dict[str, str]] = {
    "en": r"\bthe (\d{1,2})(?:st|nd|rd|th)\b",
    "it": r"\b(?:il|l'|dal|al|entro il|giorno|del) ?(\d{1,2})\b(?! ?(?:%|euro|€|giorni|ore|cm|kg|anni|mesi))",
    "de": r"\b(?:am|bis|zum|vom|den|der|dem|ab) (\d{1,2})\.(?!\d)",
    "fr": r"\b(?:le|au|du|jusqu'au) (\d{1,2})(?:er)?\b(?! ?(?:%|euros?|€|jours|h|cm|kg|ans|mois))",
    "es": r"\b(?:el|al|del|día|hasta el) (\d{1,2})\b(?! ?(?:%|euros?|€|días|horas|cm|kg|años|meses))",
}


def names_day(text: str, day: date, *, language: str, today: date | None = None) -> bool:
    """Whether `text` (of `language`, one of the five, else English) says `day`.

    In figures, with the month's name in any of the five languages, as the day of the month alone ("on the 7th"), as a
    weekday or "yesterday" when `today` is given and near, or as the end of its month. A year, where there is one, must
    be the right one. Of day and month in figures English may write either first.
    """
    said = text.casefold().replace("\u2019", "'").replace("\u00a0", " ")
    code = language if language in LANGUAGES else "en"
    return (
        _in_figures(said, day, either=code == "en")
        or any(_with_month(said, day, other) for other in LANGUAGES)
        or _alone(said, day, code)
        or _near(said, day, code, today)
    )


def has_time(text: str, language: str) -> bool:
    """Whether a text says when: a date, a weekday, a day from today, or a number of hours, days or weeks."""
    return _when(language if language in LANGUAGES else "en").search(text.casefold()) is not None


def _in_figures(said: str, day: date, *, either: bool) -> bool:
    if any((int(y), int(m), int(d)) == (day.year, day.month, day.day) for y, m, d in _ISO.findall(said)):
        return True
    for first, second, year in _FIGURES.findall(said):
        orders = [(first, second), (second, first)] if either else [(first, second)]
        if (int(day.day), int(day.month)) in {(int(d), int(m)) for d, m in orders} and _year_fits(year, day):
            return True
    return False


def _year_fits(year: str, day: date) -> bool:
    return not year or int(year) in {day.year, day.year % 100}


def _with_month(said: str, day: date, code: str) -> bool:
    name = rf"{re.escape(MONTHS[code][day.month - 1])}[^\W\d]*\.?"
    year = r"(?:,? (?:de |del )?(\d{4}))?(?!\d)"
    before = rf"(?<!\d){day.day}{_ORDINAL} ?(?:of |de |di )?{name}{year}"
    after = rf"\b{name} (?:the )?{day.day}(?!\d){_ORDINAL}{year}"
    until_end = rf"\b{MONTH_ENDS[code]}{name}{year}"
    patterns = [before, after, *([until_end] if _is_last(day) else [])]
    return any(_year_fits(found[1] or "", day) for pattern in patterns for found in re.finditer(pattern, said))


def _is_last(day: date) -> bool:
    return (day + timedelta(days=1)).month != day.month


def _alone(said: str, day: date, code: str) -> bool:
    """The day of the month without a month behind it."""
    months = "|".join(re.escape(name) for name in MONTHS[code])
    for found in re.finditer(_DAY_ALONE[code], said):
        rest = said[found.end() :]
        if int(found[1]) == day.day and not re.match(rf"\.? ?(?:of |de |di )?(?:{months}|\d)", rest):
            return True
    return False


def _near(said: str, day: date, code: str, today: date | None) -> bool:
    if today is None or abs(day - today) > WITHIN:
        return False
    weekday = WEEKDAYS[code][day.weekday()]
    if re.search(rf"\b{weekday}", said):
        return True
    return any(
        today + timedelta(days=away) == day and re.search(rf"\b{word}\b", said) for word, away in NEAR[code].items()
    )


_UNITS: Final[dict[str, str]] = {
    "en": "minutes?|hours?|days?|weeks?|months?|tonight|this (?:morning|afternoon|evening|week)|noon|overnight",
    "it": "minut|ore|giorn|settiman|mes[ei]|stasera|stamattina|pomeriggio|mattina|mezzogiorno",
    "de": "minuten|stunden?|tage?n?|wochen?|monate?n?|abend|vormittag|nachmittag|früh|mittag",
    "fr": "minutes?|heures?|jours?|semaines?|mois|soir|matin|après-midi|midi",
    "es": "minutos?|horas?|días?|semanas?|mes(?:es)?|tarde|mañana|noche|mediodía",
}


@lru_cache(maxsize=len(LANGUAGES))
def _when(code: str) -> re.Pattern[str]:
    months = "|".join(rf"\d{{1,2}}{_ORDINAL} ?(?:of |de |di )?{re.escape(name)}|{name}\w* \d" for name in MONTHS[code])
    days = "|".join([*WEEKDAYS[code], *NEAR[code], _UNITS[code]])
    alone = _DAY_ALONE[code].replace("(\\d", "(?:\\d")
    return re.compile(rf"\b(?:{days})|{months}|\d{{4}}-\d\d-\d\d|(?<!\d)\d{{1,2}}[./]\d{{1,2}}[./]|{alone}")
