"""Saying what a saved minute on each channel is worth."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.insights.models import ChannelWeight

ONE = Decimal(1)


@transaction.atomic
def set_weights(*, weights: Mapping[int, Decimal], by: Agent, now: datetime) -> None:
    """Keep the weights of these channels, by their ids; what stays as it was leaves no trace."""
    known = dict(ChannelWeight.objects.values_list("channel", "weight"))
    for channel, weight in weights.items():
        if known.get(channel, ONE) == weight:
            continue
        ChannelWeight.objects.update_or_create(channel_id=channel, defaults={"weight": weight, "by": by, "at": now})
        data = {"weight": float(weight)}
        events.record(kind="channel.weighted", now=now, subject=("channel", channel), actor=by.pk, data=data)
