"""The actions that Amazon allows on an order, as Messaging and Solicitations list them (HAL). Pure."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .values import nonsense, part, parts, text


def actions(answer: object) -> frozenset[str]:
    """The names of the actions that may be done now.

    An action is known by its name and by the last part of its address, because Amazon writes `sendInvoice` here and
    `invoice` there. One whose schema says `disabled` is left out. Raises `ApiTrouble` NONSENSE.
    """
    if not isinstance(answer, Mapping):
        raise nonsense("the actions are no object")
    barred = _barred(answer)
    listed = [(text(link, "name"), _segment(text(link, "href"))) for link in parts(part(answer, "_links"), "actions")]
    return frozenset(name for names in listed if not barred.intersection(names) for name in names if name)


def _segment(href: str) -> str:
    return urlsplit(href).path.rstrip("/").rpartition("/")[2]


def _barred(answer: Mapping[str, Any]) -> frozenset[str]:
    told = parts(part(answer, "_embedded"), "actions")
    return frozenset(
        text(one, "name") for one in told if part(part(one, "_embedded"), "schema").get("disabled") is True
    )
