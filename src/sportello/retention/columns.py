"""What each column becomes when its row is erased, and whether it can."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from .plan import Act

STRUCK = "…"

type Field = models.Field[Any, Any]

_WORDS = (models.CharField, models.TextField)


def trouble(field: Field, act: Act) -> str:
    """Why a column cannot become this; "" when it can."""
    fits = {
        Act.KEEP: True,
        Act.EMPTY: isinstance(field, (*_WORDS, models.JSONField, models.BooleanField, ArrayField)),
        Act.HASH: isinstance(field, models.CharField) and (field.max_length or 0) > len("~") + 40,
        Act.STRIKE: isinstance(field, _WORDS),
        Act.CUT: field.null,
        Act.STAMP: isinstance(field, models.DateTimeField),
    }
    return "" if fits[act] else f"cannot be {act}"


def erased(field: Field, act: Act, now: datetime) -> object:
    """What stands in a column afterwards; not for columns that stay or are hashed."""
    if act is Act.STAMP:
        return now
    if act is Act.CUT:
        return None
    if act is Act.STRIKE:
        return STRUCK
    if isinstance(field, models.BooleanField):
        return False
    return field.get_default() if isinstance(field, models.JSONField | ArrayField) else ""
