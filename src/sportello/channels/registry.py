"""The connectors this installation has, in the order in which they are asked whose an envelope is."""

from collections.abc import Callable
from functools import cache
from importlib import import_module

from django.conf import settings

from .inbound import Inbound
from .mail.letter import Letter

type Recogniser = Callable[[Letter, bytes], Inbound | None]


@cache
def recognisers() -> tuple[Recogniser, ...]:
    """Every connector's `mail.recognise`, in the order of the CONNECTORS setting."""
    return tuple(import_module(f"{name}.mail").recognise for name in settings.CONNECTORS)
