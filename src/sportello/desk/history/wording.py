"""The first line of a history in words."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .days import ago, coming_day, coming_moment, counted, past_day, since_day
from .judging import Line, Says, Statement
from .naming import by, claim_open, promised, topic_name, where

type _Words = Callable[[Statement, datetime], str]


def sentence(line: Line, now: datetime) -> str:
    """A line as one sentence in the reader's language; "" for a line that says nothing."""
    said = ""
    for statement in line.statements:
        words = _WORDS[statement.says](statement, now)
        said += (", " if statement.leans else "; ") + words if said else words
    return f"{said[0].upper()}{said[1:]}." if said else ""


def _claim(statement: Statement, now: datetime) -> str:
    if statement.at is None:
        return claim_open(statement.kind)
    by_then = _("answer by %(time)s") % {"time": coming_moment(statement.at, now)}
    return f"{claim_open(statement.kind)}, {by_then}"


def _promise(statement: Statement, now: datetime) -> str:
    what = promised(statement.kind, statement.words)
    if statement.at is None:
        return what
    if statement.at < now:
        return _("we promised %(what)s by %(day)s, and it is overdue") % {
            "what": what,
            "day": past_day(statement.at, now),
        }
    return _("we promised %(what)s by %(day)s") % {"what": what, "day": coming_day(statement.at, now)}


def _asked(statement: Statement, now: datetime) -> str:
    n = statement.number
    times = _("twice") if n == 2 else ngettext("%(n)s time", "%(n)s times", n) % {"n": counted(n)}
    values = {"times": times, **_since(statement, now)}
    return _("asked %(times)s, unanswered since %(day)s") % values


def _nth(statement: Statement, _now: datetime) -> str:
    which = _ordinal(statement.number)
    if not statement.words:
        return _("%(which)s contact about this") % {"which": which}
    return _("%(which)s contact about order %(order)s") % {"which": which, "order": statement.words}


def _ordinal(n: int) -> str:
    words = {
        2: pgettext("contact", "second"),
        3: pgettext("contact", "third"),
        4: pgettext("contact", "fourth"),
        5: pgettext("contact", "fifth"),
        6: pgettext("contact", "sixth"),
        7: pgettext("contact", "seventh"),
        8: pgettext("contact", "eighth"),
        9: pgettext("contact", "ninth"),
        10: pgettext("contact", "tenth"),
    }
    return words.get(n, pgettext("contact", "%(n)s.") % {"n": n})


def _refunded(statement: Statement, now: datetime) -> str:
    day = _on(statement.at, now)
    if not statement.words:
        return _("refund made %(day)s") % {"day": day}
    return _("refund of %(amount)s made %(day)s") % {"amount": statement.words, "day": day}


def _on(at: datetime | None, now: datetime) -> str:
    """ "yesterday", "on Tuesday", "on 3 May"."""
    if at is None:
        return ""
    near = past_day(at, now)
    return near if near in {_("today"), _("yesterday")} else _("on %(day)s") % {"day": near}


def _delivered(statement: Statement, now: datetime) -> str:
    if statement.at is None:
        return _("order delivered")
    return _("order delivered %(day)s") % {"day": _on(statement.at, now)}


def _elsewhere(statement: Statement, _now: datetime) -> str:
    return _("bought %(where)s, writes %(here)s") % {"where": where(statement.kind), "here": by(statement.other_kind)}


def _earlier(statement: Statement, now: datetime) -> str:
    values = {"ago": ago(statement.at, now) if statement.at else "", "where": by(statement.kind)}
    if not statement.topic:
        return _("wrote %(ago)s %(where)s") % values
    return _("wrote %(ago)s about %(topic)s %(where)s") % {**values, "topic": topic_name(statement.topic)}


def _earlier_product(statement: Statement, now: datetime) -> str:
    values = {"ago": ago(statement.at, now) if statement.at else "", "where": by(statement.kind)}
    return _("wrote %(ago)s about this product %(where)s") % values


def _now_about(statement: Statement, now: datetime) -> str:
    values = {"day": past_day(statement.at, now) if statement.at else "", "where": by(statement.kind)}
    return _("%(day)s about %(topic)s %(where)s") % {**values, "topic": topic_name(statement.topic)}


def _since(statement: Statement, now: datetime) -> dict[str, str]:
    return {"day": since_day(statement.at, now) if statement.at else ""}


_WORDS: Mapping[Says, _Words] = {
    Says.CLAIM: _claim,
    Says.PROMISE: _promise,
    Says.ASKED: _asked,
    Says.NTH: _nth,
    Says.FIRST: lambda _statement, _now: _("first contact"),
    Says.STUCK: lambda statement, now: _("parcel stuck since %(day)s") % _since(statement, now),
    Says.LATE: lambda statement, now: _("parcel late since %(day)s") % _since(statement, now),
    Says.DELIVERED: _delivered,
    Says.MOVING: lambda _statement, _now: _("parcel on its way"),
    Says.CANCELLED: lambda _statement, _now: _("order cancelled"),
    Says.REFUNDED: _refunded,
    Says.ASKS_AGAIN: lambda _statement, _now: _("asks again"),
    Says.ELSEWHERE: _elsewhere,
    Says.EARLIER: _earlier,
    Says.EARLIER_PRODUCT: _earlier_product,
    Says.NOW_ABOUT: _now_about,
    Says.OTHERS_OPEN: lambda statement, _now: (
        ngettext("%(n)s other ticket open", "%(n)s other tickets open", statement.number) % {"n": statement.number}
    ),
}
