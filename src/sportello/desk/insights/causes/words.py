"""Lines of causes in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from sportello.desk.understanding.words import topic as topic_name
from sportello.insights.causes.judging import Verdict
from sportello.insights.models import CauseLine, Dimension, RemedyAct, Trouble
from sportello.insights.saying import number, percent

DATA: Final[Mapping[str, str | Promise]] = {
    "tracking_number": gettext_lazy("the tracking number"),
    "tracking_url": gettext_lazy("the tracking link"),
    "refund_amount": gettext_lazy("the amount refunded"),
    "refund_date": gettext_lazy("the day of the refund"),
    "refund_id": gettext_lazy("the number of the refund"),
    "return_deadline": gettext_lazy("the last day of the return"),
}
VERDICTS: Final[Mapping[str, str | Promise]] = {
    Verdict.CAUSE: pgettext_lazy("verdict on a cause", "More often than the others"),
    Verdict.TOPIC: pgettext_lazy("verdict on a cause", "Asked again more often"),
    Verdict.EXPLAINED: pgettext_lazy("verdict on a cause", "Explained by something else"),
    Verdict.SLIGHT: pgettext_lazy("verdict on a cause", "Slightly more often"),
    Verdict.CHANCE: pgettext_lazy("verdict on a cause", "Within chance"),
}

_ROUND: Final = 0.0995
"""From this share on nobody wants decimals."""


def share(value: float) -> str:
    """A share in percent, without decimals from ten percent on: "38%", "4.2%"."""
    return percent(value, 0 if abs(value) >= _ROUND else 1)


def points(value: float) -> str:
    """A difference of shares in percentage points, with its sign: "+29"."""
    size = number(abs(100 * value), 0 if abs(value) >= _ROUND else 1)
    return f"{'±' if size == number(0) else '+' if value > 0 else '−'}{size}"


def listed(names: list[str]) -> str:
    """Several things in one breath: "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def data(names: list[str]) -> str:
    """Data as they stand in a sentence; one that is not known stands for itself."""
    return listed([str(DATA.get(name, name)) for name in names])


def subject(line: CauseLine, name: str, trouble: str) -> str:
    """What a line is about: "Answers on Refund without the day of the refund"."""
    said = {"name": name}
    if line.dimension == Dimension.MISSING:
        return name
    if trouble == Trouble.REPEAT:
        words = {
            Dimension.TOPIC: _("Answers on “%(name)s”"),
            Dimension.MACRO: _("Answers with the macro “%(name)s”"),
            Dimension.ARTICLE: _("Answers with the article “%(name)s”"),
            Dimension.AGENT: _("Answers by %(name)s"),
            Dimension.PRODUCT: _("Answers about “%(name)s”"),
            Dimension.CARRIER: _("Answers about parcels with %(name)s"),
            Dimension.COUNTRY: _("Answers to buyers in %(name)s"),
            Dimension.LANE: _("Answers about parcels with %(name)s"),
        }
    elif trouble == Trouble.CONTACT:
        words = {
            Dimension.PRODUCT: _("Orders of “%(name)s”"),
            Dimension.CARRIER: _("Orders sent with %(name)s"),
            Dimension.COUNTRY: _("Orders to %(name)s"),
            Dimension.LANE: _("Orders sent with %(name)s"),
        }
    else:
        words = {
            Dimension.TOPIC: _("Issues on “%(name)s”"),
            Dimension.MACRO: _("Issues answered with the macro “%(name)s”"),
            Dimension.ARTICLE: _("Issues answered with the article “%(name)s”"),
            Dimension.AGENT: _("Issues answered by %(name)s"),
            Dimension.PRODUCT: _("Issues with “%(name)s”"),
            Dimension.CARRIER: _("Issues with parcels of %(name)s"),
            Dimension.COUNTRY: _("Issues of buyers in %(name)s"),
            Dimension.LANE: _("Issues with parcels of %(name)s"),
        }
    return words[Dimension(line.dimension)] % said


def about(name: str, topic: str) -> str:
    """What a line stands for, with the topic of the contacts that were counted: "GLS in FR: Tracking is stuck"."""
    return _("%(name)s: %(topic)s") % {"name": name, "topic": topic_name(topic)} if topic else name


def ending(trouble: str, rate: float, others: float, topic: str = "") -> str:
    """How often it ends badly: "38 % write again; of the others 9 %"."""
    said = {"rate": share(rate), "others": share(others), "topic": topic_name(topic) if topic else ""}
    if trouble == Trouble.CONTACT and topic:
        return _("%(rate)s bring a contact about “%(topic)s”; of the others %(others)s") % said
    if trouble == Trouble.CONTACT:
        return _("%(rate)s bring a contact; of the others %(others)s") % said
    if trouble == Trouble.REPEAT:
        return _("%(rate)s write again; of the others %(others)s") % said
    if trouble == Trouble.LONG:
        return _("%(rate)s take long; of the others %(others)s") % said
    return _("%(rate)s end in a claim; of the others %(others)s") % said


def surplus(trouble: str, hits: float) -> str:
    """What it costs, in cases."""
    count = max(round(hits), 1)
    said = {"count": number(count)}
    if trouble == Trouble.REPEAT:
        return ngettext("about %(count)s message too many", "about %(count)s messages too many", count) % said
    if trouble == Trouble.LONG:
        return ngettext("about %(count)s issue too many", "about %(count)s issues too many", count) % said
    if trouble == Trouble.CONTACT:
        return ngettext("about %(count)s contact too many", "about %(count)s contacts too many", count) % said
    return ngettext("about %(count)s claim too many", "about %(count)s claims too many", count) % said


def hits_heading(trouble: str) -> str:
    """The heading of a column of bad ends."""
    if trouble == Trouble.REPEAT:
        return pgettext("column", "Wrote again")
    if trouble == Trouble.LONG:
        return pgettext("column", "Took long")
    if trouble == Trouble.CONTACT:
        return pgettext("column", "Brought a contact")
    return pgettext("column", "Claims")


def told_heading(trouble: str) -> str:
    """The heading of what is told of each ticket behind a line."""
    return _("Topics") if trouble == Trouble.CONTACT else hits_heading(trouble)


def act(remedy_act: str, subject_: str) -> str:
    """What was done about something: "Sent a note: Answers by Ben"."""
    return _("%(act)s: %(subject)s") % {"act": RemedyAct(remedy_act).label, "subject": subject_}


def between(low: str, high: str) -> str:
    """An interval: "31 % to 44 %"."""
    return _("%(low)s to %(high)s") % {"low": low, "high": high}
