"""Writing many rows of a table at once, by COPY."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Field, GeneratedField, JSONField, Max, Model

type Row = Sequence[object]

TOGETHER = 2_000


def moment(seconds: int | None) -> datetime | None:
    """Whole seconds since 1970 as a moment in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def at(seconds: int) -> datetime:
    """The same where there always is one."""
    return datetime.fromtimestamp(seconds, UTC)


def last_id(model: type[Model]) -> int:
    """The largest number that a row of a table has; 0 in an empty one."""
    return model._default_manager.aggregate(last=Max("pk"))["last"] or 0


def copy(model: type[Model], names: Sequence[str], rows: Iterable[Row], *, step: Callable[[int], None]) -> int:
    """Write rows, whose values stand in the order of `names` (the columns' own, such as "ticket_id"); returns how many.

    Every other column gets its default, as a new object would have it. `step` is told how many more were written. In
    the caller's transaction; the counter of the ids is moved behind the last one.
    """
    columns, constants, texts = _columns(model, names)
    quoted = ", ".join(f'"{column}"' for column in columns)
    done = 0
    with connection.cursor() as cursor:
        with cursor.copy(f'COPY "{model._meta.db_table}" ({quoted}) FROM STDIN') as into:
            for row in rows:
                into.write_row([*_with_texts(row, texts), *constants] if texts else [*row, *constants])
                done += 1
                if done % TOGETHER == 0:
                    step(TOGETHER)
        step(done % TOGETHER)
        _move_counter(model, cursor)
    return done


def _columns(model: type[Model], names: Sequence[str]) -> tuple[list[str], list[object], list[int]]:
    """The columns, the values of those that are not named, and the places of named ones that hold JSON."""
    fields = {field.attname: field for field in model._meta.concrete_fields if not isinstance(field, GeneratedField)}
    own = model._meta.pk
    others = [field for name, field in fields.items() if name not in names and (field is not own or field.remote_field)]
    columns = [fields[name].column for name in names] + [field.column for field in others]
    texts = [place for place, name in enumerate(names) if isinstance(fields[name], JSONField)]
    return [str(column) for column in columns], [_default(field) for field in others], texts


def _default(field: "Field[Any, Any]") -> object:
    value = field.get_default()
    return json.dumps(value) if isinstance(field, JSONField) else value


def _with_texts(row: Row, places: Iterable[int]) -> list[object]:
    values = list(row)
    for place in places:
        values[place] = json.dumps(values[place], ensure_ascii=False)
    return values


def _move_counter(model: type[Model], cursor: Any) -> None:
    key = model._meta.pk
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{model._meta.db_table}"', key.column])
    (name,) = cursor.fetchone()
    if name is not None:
        table, column = model._meta.db_table, key.column
        cursor.execute(f'SELECT setval(%s, greatest((SELECT max("{column}") FROM "{table}"), 1))', [name])  # noqa: S608
