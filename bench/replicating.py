"""Making years of a simulated quarter: its figures and its tickets once more, each time half a year earlier."""

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection
from django.db.models import BigIntegerField, DateField, DateTimeField, Field, Max, Model

APART: Final = "154 days"
"""Longer than a quarter with the weeks of orders before it, and whole weeks, so that Mondays stay Mondays."""

AUTOMATIC: Final = frozenset({"AutoField", "BigAutoField"})
SUBJECTS: Final = frozenset(
    {"circle", "root", "ticket", "message", "answer", "of", "obligation", "visit", "order", "suggestion"}
)
"""What is another one in every copy. Agents, channels, products and editions stay who they are."""


def replicate(times: int) -> None:
    """Let everything that figures keep stand `times` times, and every ticket be followed by as many that are over."""
    from sportello.insights import models

    facts: tuple[type[Model], ...] = (
        models.IssueFact, models.ObligationFact, models.AnswerFact, models.RepeatFact, models.SuggestionFact,
        models.WorkFact, models.VisitFact, models.OrderFact, models.Tally, models.HourTally, models.SeriesCount,
    )  # fmt: skip
    step = max(_largest(model) for model in facts)
    for model in facts:
        _copy(model, times, step)
    _tickets(times)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _largest(model: type[Model]) -> int:
    found = [model._default_manager.aggregate(last=Max(field.name))["last"] or 0 for field in _subjects(model)]
    return max(found, default=0)


def _subjects(model: type[Model]) -> Iterator["Field[Any, Any]"]:
    return (field for field in model._meta.concrete_fields if _is_subject(field))


def _is_subject(field: "Field[Any, Any]") -> bool:
    return field.name in SUBJECTS and isinstance(field, BigIntegerField)


def _copy(model: type[Model], times: int, step: int) -> None:
    fields = [field for field in model._meta.concrete_fields if field.get_internal_type() not in AUTOMATIC]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(field) for field in fields)
    sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {values} FROM "{model._meta.db_table}", '
    with connection.cursor() as cursor:
        cursor.execute(sql + "generate_series(1, %(more)s) AS copy", {"more": times - 1, "step": step})


def _value(field: "Field[Any, Any]") -> str:
    column = f'"{field.column}"'
    if isinstance(field, DateTimeField):
        return f"{column} - copy * interval '{APART}'"
    if isinstance(field, DateField):
        return f"({column} - copy * interval '{APART}')::date"
    if _is_subject(field):
        return f"CASE WHEN {column} = 0 THEN 0 ELSE {column} + copy * %(step)s END"
    return column


def _tickets(times: int) -> None:
    """Resolved tickets of the same buyers; their conversations are not copied."""
    columns = "customer_id, subject, primary_id, channel_id, preview, language, topics, risks, at_risk"
    past = f"copy * interval '{APART}'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO inbox_ticket ({columns}, created_at, last_message_at, resolved_at)"
            f" SELECT {columns}, created_at - {past}, last_message_at - {past}, last_message_at - {past}"
            " FROM inbox_ticket, generate_series(1, %s) AS copy WHERE merged_into_id IS NULL",
            [times - 1],
        )
