"""The connectors this installation has, in the order in which they are asked whose an envelope is."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from django.conf import settings

from .contract import Connector
from .mail.reading import Recogniser
from .models import Source


@cache
def recognisers(kind: str = "") -> tuple[Recogniser, ...]:
    """The `mail.recognise` of connectors, in the order of the CONNECTORS setting; a folder without mail has none.

    A connector whose mail names its kinds of source (`ONLY_FROM`) is asked about envelopes of these alone, and about
    these nobody else is: what our own form writes is not believed when it comes from outside.
    """
    modules = [import_module(f"{name}.mail") for name in settings.CONNECTORS if _has(name, "mail")]
    own = [module for module in modules if kind in getattr(module, "ONLY_FROM", ())]
    return tuple(module.recognise for module in own or modules if own or not hasattr(module, "ONLY_FROM"))


@cache
def connectors() -> tuple[Connector, ...]:
    """Every connector with an API (`connector.CONNECTOR`), in the order of the CONNECTORS setting."""
    folders = [name for name in settings.CONNECTORS if _has(name, "connector")]
    return tuple(cast("Connector", import_module(f"{name}.connector").CONNECTOR) for name in folders)


def connector_named(kind: str) -> Connector | None:
    """The connector of a kind of channel ("amazon"); None when this installation has none with an API."""
    return next((connector for connector in connectors() if connector.kind == kind), None)


def connector_of(source: Source) -> Connector | None:
    """The connector that an API account speaks by; None for any other source."""
    return connector_named(source.connector) if source.connector else None


def _has(folder: str, module: str) -> bool:
    return find_spec(f"{folder}.{module}") is not None
