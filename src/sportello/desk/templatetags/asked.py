"""What somebody did in the help centre before they wrote by its form."""

from typing import Any

from django import template

from sportello.desk.portal.told import Told, told_in
from sportello.inbox.models import Message

register = template.Library()


@register.simple_tag(takes_context=True)
def asked_before(context: dict[str, Any], message: Message) -> Told | None:
    """What is known of a message of the contact form; None for any other. Two queries for each conversation."""
    known: dict[int, dict[int, Told]] = context["request"].__dict__.setdefault("asked_before", {})
    if message.thread_id not in known:
        known[message.thread_id] = told_in(message.thread_id)
    return known[message.thread_id].get(message.envelope_id or 0)
