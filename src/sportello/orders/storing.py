"""Records as plain JSON and back, for news that wait for their order. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from .records import AfterSale


def pack(news: AfterSale) -> dict[str, Any]:
    """The news as JSON knows it: amounts and times as text."""
    packed: dict[str, Any] = _plain(news)
    return packed


def unpack(packed: Mapping[str, Any]) -> AfterSale:
    """What `pack` was given. Raises ValueError, KeyError or TypeError when it is something else."""
    made: AfterSale = _made(AfterSale, packed)
    return made


def digest(packed: Mapping[str, Any]) -> str:
    """The same for the same news."""
    return hashlib.sha256(json.dumps(packed, sort_keys=True).encode()).hexdigest()


def tidy(value: Any) -> Any:
    """A source's document as PostgreSQL takes it: without NUL, and what JSON does not know as text."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, Mapping):
        return {tidy(str(key)): tidy(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(each) for each in value]
    if value is None or isinstance(value, bool | int):
        return value
    return value if isinstance(value, float) and value - value == 0 else str(value)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, StrEnum | Decimal):
        return str(value)
    return tidy(value)


def _made(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(kind) in (Union, UnionType):
        return _made(next(each for each in get_args(kind) if each is not type(None)), value)
    if get_origin(kind) is tuple:
        return tuple(_made(get_args(kind)[0], each) for each in value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: _made(hints[name], each) for name, each in value.items() if name in hints})
    if kind is datetime:
        return datetime.fromisoformat(value)
    return kind(value) if kind in (Decimal, int) or _is_word(kind) else value


def _is_word(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)
