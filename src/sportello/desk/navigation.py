"""The column that leads everywhere: views and channels with how many tickets each holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.accounts.access import Permission
from sportello.accounts.models import Agent
from sportello.business.models import PolicyTask
from sportello.channels.models import Channel
from sportello.inbox import queue
from sportello.inbox.queue import View

from .naming import AT_REST, TO_DO, NamedView
from .place import Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to go: a view or a channel, how many wait there (None where nobody counts), and whether we are there."""

    name: str | Promise
    href: str
    count: int | None
    here: bool
    icon: str = ""
    keys: str = ""
    channel: Channel | None = None
    urgent: bool = False

    @property
    def shown(self) -> str:
        """The count as shown: counting stops at a thousand."""
        if not self.count:
            return ""
        return f"{queue.COUNT_UP_TO}+" if self.count >= queue.COUNT_UP_TO else str(self.count)


# Pages around the tickets: address, name, drawing, and who may go there. Absent ones are left out.
HOUSE: Sequence[tuple[str, str | Promise, str, Permission]] = (
    ("desk:set-aside", _("Set aside"), "aside", Permission.READ_TICKETS),
    ("desk:notices", _("Marketplace notices"), "bell", Permission.READ_TICKETS),
    ("desk:approvals", _("Approvals"), "resolved", Permission.READ_TICKETS),
    ("desk:orders", _("Orders"), "file", Permission.READ_TICKETS),
    ("desk:training", pgettext_lazy("notes and comments", "For you"), "note", Permission.ANSWER),
    ("desk:insights", _("Insights"), "chart", Permission.SEE_REPORTS),
    ("desk:articles", _("Articles"), "note", Permission.WRITE_ARTICLES),
    ("desk:macro-list", _("Macros"), "note", Permission.WRITE_ARTICLES),
    ("desk:searches", _("What buyers searched"), "search", Permission.WRITE_ARTICLES),
    ("desk:help-centres", _("Help centres"), "outside", Permission.MANAGE_BUSINESS),
    ("desk:channels", _("Channels"), "tag", Permission.MANAGE_CHANNELS),
    ("email:sources", _("Mailboxes"), "mail", Permission.MANAGE_CHANNELS),
    ("desk:rules", _("Assignment"), "nobody", Permission.MANAGE_BUSINESS),
    ("business:settings", _("Settings"), "clock", Permission.MANAGE_BUSINESS),
    ("accounts:people", _("People"), "people", Permission.MANAGE_PEOPLE),
)

TASKS_BEHIND = "business:settings"


@dataclass(frozen=True, slots=True)
class Navigation:
    """The entries in their three groups."""

    to_do: Sequence[Entry] = ()
    at_rest: Sequence[Entry] = ()
    channels: Sequence[Entry] = ()


def navigation(*, agent: Agent, place: Place | None, now: datetime) -> Navigation:
    """The navigation as this agent sees it; empty for who may not read tickets. Three queries."""
    if not agent.may(Permission.READ_TICKETS):
        return Navigation()
    counts = queue.counts(agent=agent, now=now)
    by_channel = queue.counts_by_channel(agent=agent, now=now)
    return Navigation(
        to_do=[_view(named, counts, place) for named in TO_DO],
        at_rest=[_view(named, counts, place) for named in AT_REST],
        channels=[_channel(channel, count, place) for channel, count in by_channel],
    )


def _view(named: NamedView, counts: dict[str, int], place: Place | None) -> Entry:
    target = Place(view=named.view)
    return Entry(
        name=named.name,
        href=target.string,
        count=counts.get(named.view.value),
        here=place == target,
        icon=named.icon,
        keys=named.keys,
        urgent=named.view is View.LATE_SOON,
    )


def _channel(channel: Channel, count: int, place: Place | None) -> Entry:
    target = Place(view=View.OWED, channel=channel.pk)
    here = place is not None and place.channel == channel.pk
    return Entry(name=channel.name, href=target.string, count=count, here=here, channel=channel)


def house(agent: Agent, path: str) -> list[Entry]:
    """The pages around the tickets that this agent may open; `path` is the page they are on.

    Beside the settings stands how many texts are to be looked at because a policy fact changed; one query for owners.
    """
    waiting = PolicyTask.objects.open().count() if agent.may(Permission.MANAGE_BUSINESS) else 0
    return [
        Entry(
            name=name,
            href=address,
            count=waiting if target == TASKS_BEHIND else None,
            here=_is_here(target, address, path),
            icon=icon,
        )
        for target, name, icon, permission in HOUSE
        if agent.may(permission) and (address := _address(target))
    ]


# Capabilities whose pages all stand behind one entry.
_BEHIND_ONE_ENTRY = {"business", "email"}

# Pages that stand behind an entry under an address of their own.
_BEHIND = {
    "desk:articles": ("/editions/",),
    "desk:approvals": ("/rules",),
    "desk:orders": ("/products",),
    "business:settings": ("/review/data",),
}


def _is_here(target: str, address: str, path: str) -> bool:
    """Whether a page is the entry's own or stands behind it."""
    if path == address or path.startswith((f"{address}/", *_BEHIND.get(target, ()))):
        return True
    space = target.partition(":")[0]
    try:
        return space in _BEHIND_ONE_ENTRY and resolve(path).namespace == space
    except Resolver404:
        return False


def _address(name: str) -> str:
    """Where a page lies, "" when this installation does not have it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
