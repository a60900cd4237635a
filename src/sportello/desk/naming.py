"""What the desk calls things: views, channels, ends of what is owed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sportello.channels.inbound import ChannelKind
from sportello.inbox.queue import View

from .snoozing import When


@dataclass(frozen=True, slots=True)
class NamedView:
    """A view with its name, its drawing, and the keys that lead there."""

    view: View
    name: str | Promise
    icon: str
    keys: str = ""


TO_DO = (
    NamedView(View.OWED, _("Owed an answer"), "owed", "g o"),
    NamedView(View.LATE_SOON, _("Late soon"), "clock", "g l"),
    NamedView(View.MINE, _("Mine"), "person", "g m"),
    NamedView(View.UNASSIGNED, _("Unassigned"), "nobody", "g u"),
)
AT_REST = (
    NamedView(View.WAITING, _("Waiting for the buyer"), "waiting", "g w"),
    NamedView(View.SNOOZED, _("Snoozed"), "snoozed", "g s"),
    NamedView(View.RESOLVED, _("Resolved"), "resolved", "g d"),
    NamedView(View.ALL, _("All tickets"), "all", "g a"),
)
NAMES: Mapping[View, NamedView] = {named.view: named for named in (*TO_DO, *AT_REST)}

ORDERED_BY: Mapping[View, str | Promise] = {
    View.WAITING: _("latest first"),
    View.SNOOZED: _("next to come back first"),
    View.RESOLVED: _("latest first"),
    View.ALL: _("latest first"),
}
BY_DEADLINE = _("most urgent first")

LETTERS: Mapping[str, str] = {
    ChannelKind.AMAZON: "A",
    ChannelKind.EBAY: "e",
    ChannelKind.WALMART: "W",
    ChannelKind.SHOPIFY: "S",
    ChannelKind.EMAIL: "@",
    ChannelKind.FORM: "F",
}

WHENS: Mapping[When, str | Promise] = {
    When.IN_TWO_HOURS: _("In two hours"),
    When.EVENING: _("This evening"),
    When.TOMORROW: _("Tomorrow morning"),
    When.NEXT_WEEK: _("Monday"),
    When.IN_A_WEEK: _("In a week"),
}
