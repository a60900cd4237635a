"""The connectors this installation has, in the order in which they are asked whose an envelope is."""

from functools import cache
from importlib import import_module

from django.conf import settings

from .mail.reading import Recogniser


@cache
def recognisers() -> tuple[Recogniser, ...]:
    """Every connector's `mail.recognise`, in the order of the CONNECTORS setting."""
    return tuple(import_module(f"{name}.mail").recognise for name in settings.CONNECTORS)
