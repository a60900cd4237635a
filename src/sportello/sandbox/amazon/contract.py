"""The shape of the bodies that the interface takes: what we call, and no more of the vendor's contract than that."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .errors import invalid

DAY_AND_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Text:
    """A string of so many characters; `time`: ISO 8601 with a zone; `one_of`: only these."""

    least: int = 0
    most: int = 1_000_000
    time: bool = False
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    least: int = 0
    most: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Items:
    """A list of so many of these."""

    of: "Shape"
    least: int = 0
    most: int = 1000


@dataclass(frozen=True, slots=True)
class Object:
    """An object with these fields and no others."""

    required: Mapping[str, "Shape"] = field(default_factory=dict)
    optional: Mapping[str, "Shape"] = field(default_factory=dict)


Shape = Text | Number | Items | Object


def body_of(raw: bytes, shape: Object) -> dict[str, Any]:
    """The body as it was sent, of this shape. Raises Problem."""
    try:
        value = json.loads(raw or b"{}")
    except ValueError as error:
        raise invalid("The body is not JSON.") from error
    wrong = faults_in(value, shape, "body")
    if wrong:
        raise invalid(wrong[0])
    checked: dict[str, Any] = value
    return checked


def faults_in(value: Any, shape: Shape, where: str) -> list[str]:
    """What is wrong with a value, each as a sentence."""
    if isinstance(shape, Text):
        return [] if isinstance(value, str) and _good_text(value, shape) else [f"{where} is no valid text."]
    if isinstance(shape, Number):
        good = isinstance(value, int) and not isinstance(value, bool) and shape.least <= value <= shape.most
        return [] if good else [f"{where} is no valid number."]
    if isinstance(shape, Items):
        if not isinstance(value, list) or not shape.least <= len(value) <= shape.most:
            return [f"{where} wants {shape.least} to {shape.most} items."]
        return [wrong for place, item in enumerate(value) for wrong in faults_in(item, shape.of, f"{where}[{place}]")]
    return _faults_in_object(value, shape, where)


def _good_text(value: str, shape: Text) -> bool:
    if shape.one_of and value not in shape.one_of:
        return False
    return shape.least <= len(value) <= shape.most and (not shape.time or is_time(value))


def _faults_in_object(value: Any, shape: Object, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where} is no object."]
    fields = {**shape.required, **shape.optional}
    missing = [f"{where}.{name} is missing." for name in shape.required if value.get(name) is None]
    unknown = [f"{where}.{name} is not known." for name in value if name not in fields]
    inside = [
        wrong
        for name, inner in fields.items()
        if value.get(name) is not None
        for wrong in faults_in(value[name], inner, f"{where}.{name}")
    ]
    return missing + unknown + inside


def is_time(text: str) -> bool:
    """Whether this is an ISO 8601 time with its zone."""
    return time_of(text) is not None


def time_of(text: str) -> datetime | None:
    """The time, or None when this is none with a zone."""
    if not DAY_AND_TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
