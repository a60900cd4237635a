"""Where pages offer to write to a buyer first, and to confirm a shipment."""

from typing import Any

from django import template

from sportello.accounts.roles import Permission
from sportello.channels.leaving import why_not
from sportello.desk.beginning.shown import may_begin
from sportello.orders.models import Order

register = template.Library()


@register.simple_tag(takes_context=True)
def begins(context: dict[str, Any], order: Order) -> bool:
    """Whether whoever sees the page may write first about an order; the order's channel is loaded."""
    return context["request"].user.may(Permission.ANSWER) and may_begin(order)


@register.simple_tag(takes_context=True)
def confirms(context: dict[str, Any], order: Order) -> bool:
    """Whether whoever sees the page may confirm a shipment of an order; the order's channel is loaded."""
    return context["request"].user.may(Permission.ANSWER) and not why_not(order)
