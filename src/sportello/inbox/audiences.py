"""For whom is written in a conversation."""

from collections.abc import Mapping

from sportello.channels.inbound import ChannelKind

from .models import Thread

SHOP = "shop"
_AUDIENCES: Mapping[str, str] = {
    ChannelKind.AMAZON: "amazon",
    ChannelKind.EBAY: "ebay",
    ChannelKind.WALMART: "walmart",
}


def audience_of(thread: Thread) -> str:
    """For whom is written in a thread; its channel is loaded."""
    return _AUDIENCES.get(thread.channel.kind, SHOP)
