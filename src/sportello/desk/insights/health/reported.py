"""What a marketplace itself says of a rate, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sportello.insights.health.limits import Limit, Side
from sportello.insights.health.tipping import State
from sportello.insights.saying import percent, unknown

FAR = 0.01
"""A point apart is more than other days of counting explain."""

type Told = Mapping[str, Any]
"""A rate as `channels.health.ReportedRate.plain` keeps it; rows of before may lack its later names."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What the marketplace itself counts, and on which day; `differs` says whether that is far from our own count.

    `name`, `about` and `level` are the marketplace's own words; `projected` is the share at its next evaluation, ""
    where it does not tell.
    """

    share: str
    cases: str
    state: State
    day: date
    differs: bool
    name: str
    about: str
    level: str
    limit: str
    projected: str


def reported_of(told: Told, ours: float | None, day: date) -> Reported:
    """A rate of the report of `day`, beside our own share."""
    share = _number(told["rate"])
    return Reported(
        share=unknown() if share is None else percent(share, 2),
        cases=cases_in_words(told["part"], told["whole"]),
        state=_state(told, share),
        day=_day(told.get("as_of") or "", day),
        differs=share is not None and ours is not None and abs(share - ours) > FAR,
        name=told.get("name") or "",
        about=told.get("about") or "",
        level=told.get("level") or "",
        limit=_limit_in_words(told),
        projected="" if (ahead := _number(told.get("projected"))) is None else percent(ahead, 2),
    )


def cases_in_words(part: int, whole: int) -> str:
    """ "3 of 98"; "3 cases" where nobody says of how many, and nothing for nothing."""
    if whole:
        return _("%(part)d of %(whole)d") % {"part": part, "whole": whole}
    return ngettext("%(n)d case", "%(n)d cases", part) % {"n": part} if part else ""


def limit_in_words(limit: Limit) -> str:
    """ "under 4% in 30 days", "at least 90% in 30 days"; nothing where there is no share to keep."""
    if limit.value is None:
        return ""
    said = {"limit": percent(limit.value, 1), "days": limit.days}
    if limit.side is Side.BELOW:
        if limit.is_inclusive:
            return _("at most %(limit)s in %(days)d days") % said
        return _("under %(limit)s in %(days)d days") % said
    if limit.is_inclusive:
        return _("at least %(limit)s in %(days)d days") % said
    return _("over %(limit)s in %(days)d days") % said


def _limit_in_words(told: Told) -> str:
    limit = _number(told["limit"])
    if limit is None:
        return ""
    said = {"limit": percent(limit, 2)}
    if told.get("against_peers"):
        return _("comparable sellers have %(limit)s") % said
    return _("at most %(limit)s") % said if told["side"] == Side.BELOW else _("at least %(limit)s") % said


def _state(told: Told, share: float | None) -> State:
    """How the marketplace judges it; close is what will break at its next evaluation."""
    if share is None:
        return State.UNKNOWN
    if not told["is_kept"]:
        return State.BROKEN
    ahead, limit = _number(told.get("projected")), _number(told["limit"])
    if ahead is None or limit is None or told.get("against_peers"):
        return State.KEPT
    breaks = ahead > limit if told["side"] == Side.BELOW else ahead < limit
    return State.CLOSE if breaks else State.KEPT


def _number(said: Any) -> float | None:
    return None if said is None else float(said)


def _day(as_of: str, day: date) -> date:
    return timezone.localdate(datetime.fromisoformat(as_of)) if as_of else day
