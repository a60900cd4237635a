"""What a figure is asked of."""

from dataclasses import dataclass
from typing import Final

from sportello.channels.models import Channel

from .measures.kinds import By


@dataclass(frozen=True, slots=True)
class Only:
    """These channels (none: all), and one key of one breakdown."""

    channels: tuple[int, ...] = ()
    by: By | None = None
    key: str = ""


EVERYTHING: Final = Only()


def known_channels() -> dict[int, str]:
    """Every channel with its kind."""
    return dict(Channel.objects.order_by("pk").values_list("pk", "kind"))


def as_channels(only: Only) -> Only | None:
    """The same with a channel or a marketplace said as channels; None when no channel is left."""
    if only.by not in {By.CHANNEL, By.MARKETPLACE}:
        return only
    fits = {pk for pk, kind in known_channels().items() if only.key in {str(pk), kind}}
    left = tuple(sorted(fits & {*only.channels} if only.channels else fits))
    return Only(left) if left else None
