"""Tags of the desk's templates."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from sportello.accounts.access import Permission
from sportello.accounts.models import Agent
from sportello.channels.models import Channel
from sportello.core.templatetags.pieces import badge
from sportello.customers.models import Handle
from sportello.desk import dates
from sportello.desk.buyer import evidence as evidence_of
from sportello.desk.buying.words import parcel_state
from sportello.desk.naming import LETTERS, WHENS
from sportello.desk.navigation import Entry, Navigation, house, navigation
from sportello.desk.snoozing import When

register = template.Library()
register.filter("weekday_and_time", dates.weekday_and_time)
register.filter("day_and_time", dates.day_and_time)
register.filter("month", dates.month)
register.filter("parcel_state", parcel_state)


@register.simple_tag
def channel_badge(channel: Channel | None) -> SafeString | str:
    """The letter of a channel's kind, read aloud as the channel's name."""
    return badge(LETTERS.get(channel.kind, "?"), channel.name) if channel else ""


@register.simple_tag
def kind_badge(kind: str, name: str) -> SafeString | str:
    """The letter of a kind of channel, read aloud as the name of the channel."""
    return badge(LETTERS.get(kind, "?"), name) if kind else ""


@register.simple_tag(takes_context=True)
def ways(context: dict[str, Any]) -> Navigation:
    """The navigation for the agent of this page; nothing for strangers."""
    agent = context["request"].user
    if not agent.is_authenticated:
        return Navigation()
    return navigation(agent=agent, place=context.get("place"), now=context.get("now") or timezone.now())


@register.simple_tag(takes_context=True)
def rooms(context: dict[str, Any]) -> list[Entry]:
    """The pages around the tickets for the agent of this page; none for strangers."""
    request = context["request"]
    return house(request.user, request.path) if request.user.is_authenticated else []


@register.simple_tag
def agents() -> list[Agent]:
    """Who may be given a ticket, by name."""
    return list(Agent.objects.active().who_may(Permission.ANSWER).order_by("name"))


@register.filter
def snooze_name(when: When) -> str:
    """What a choice of the snooze menu is called."""
    return str(WHENS[when])


@register.filter
def evidence(handle: Handle) -> str:
    """Why a handle is believed to be its customer's."""
    return evidence_of(handle)


@register.filter
def language_name(code: str) -> str:
    """The name of a language in the language of the page; an unknown code is its own name."""
    try:
        return str(get_language_info(code)["name_translated"]) if code else ""
    except KeyError:
        return code
