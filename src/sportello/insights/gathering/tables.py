"""Facts as rows: the columns of each table, and what lies between a row and the value it repeats."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db import connection, models

from sportello.insights.facts.values import (
    About,
    Answer,
    Circle,
    Issue,
    Owed,
    Placed,
    Repeat,
    Suggestion,
    Visited,
    Work,
    in_order,
)
from sportello.insights.models import (
    AnswerFact,
    IssueFact,
    ObligationFact,
    OrderFact,
    RepeatFact,
    SuggestionFact,
    VisitFact,
    WorkFact,
)

_ABOUT: Final = tuple(field.name for field in fields(About))


@dataclass(frozen=True, slots=True)
class Table:
    """One table of facts. `nested` names the field of the value that spreads over the columns of `About`."""

    model: type[models.Model]
    value: type
    nested: str = ""
    in_circle: bool = True

    @property
    def own(self) -> tuple[str, ...]:
        """The value's fields that are columns of their own."""
        return tuple(field.name for field in fields(self.value) if field.name != self.nested)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, in the order in which `to_row` gives them."""
        return (*(("circle",) if self.in_circle else ()), *self.own, *(_ABOUT if self.nested else ()))

    def writer(self) -> Callable[[int, Any], tuple[Any, ...]]:
        """What makes a row of a circle's number and a value."""
        own, nested, in_circle = self.own, self.nested, self.in_circle

        def to_row(circle: int, value: Any) -> tuple[Any, ...]:
            row = [_plain(getattr(value, name)) for name in own]
            if nested:
                about = getattr(value, nested)
                row += [_plain(getattr(about, name)) for name in _ABOUT]
            return (circle, *row) if in_circle else tuple(row)

        return to_row

    def value_of(self, row: Sequence[Any]) -> Any:
        """The value that a row of `columns` without the circle repeats."""
        own = self.own
        said = dict(zip(own, map(_fixed, row[: len(own)]), strict=True))
        if self.nested:
            said[self.nested] = About(*map(_fixed, row[len(own) :]))
        return self.value(**said)


ISSUES: Final = Table(IssueFact, Issue, "about")
OWED: Final = Table(ObligationFact, Owed)
ANSWERS: Final = Table(AnswerFact, Answer, "about")
REPEATS: Final = Table(RepeatFact, Repeat, "subject")
SUGGESTIONS: Final = Table(SuggestionFact, Suggestion)
WORK: Final = Table(WorkFact, Work)
VISITS: Final = Table(VisitFact, Visited, in_circle=False)
ORDERS: Final = Table(OrderFact, Placed, in_circle=False)

OF_CIRCLES: Final[dict[str, Table]] = {
    "issues": ISSUES,
    "owed": OWED,
    "answers": ANSWERS,
    "repeats": REPEATS,
    "suggestions": SUGGESTIONS,
    "work": WORK,
}
"""The tables of a circle, by the field of `Circle` that they repeat."""

ALL: Final = (*OF_CIRCLES.values(), VISITS, ORDERS)


def circles(numbers: Iterable[int]) -> dict[int, Circle]:
    """What the tables hold of these circles; those without rows are left out."""
    wanted = list(numbers)
    found: dict[int, dict[str, list[Any]]] = {}
    for name, table in OF_CIRCLES.items():
        rows = table.model._default_manager.filter(circle__in=wanted).order_by("pk").values_list(*table.columns)
        for circle, *row in rows:
            found.setdefault(circle, {}).setdefault(name, []).append(table.value_of(row))
    return {circle: in_order(Circle(**values)) for circle, values in found.items()}


def singles(table: Table, ids: Iterable[int]) -> dict[int, Any]:
    """What the table of visits or of orders holds of these, by id."""
    rows = table.model._default_manager.filter(pk__in=list(ids)).values_list(*table.columns)
    return {row[0]: table.value_of(row) for row in rows}


def forget_circles(numbers: Iterable[int]) -> None:
    """Delete the rows of these circles."""
    wanted = list(numbers)
    for table in OF_CIRCLES.values():
        table.model._default_manager.filter(circle__in=wanted).delete()


def forget(table: Table, ids: Iterable[int]) -> None:
    """Delete these rows of the table of visits or of orders."""
    table.model._default_manager.filter(pk__in=list(ids)).delete()


def keep_circles(kept: dict[int, Circle]) -> None:
    """Write the rows of these circles, which have none."""
    for name, table in OF_CIRCLES.items():
        to_row = table.writer()
        _copy(table, [to_row(number, value) for number, circle in kept.items() for value in getattr(circle, name)])


def keep(table: Table, values: Iterable[Any]) -> None:
    """Write rows of the table of visits or of orders, which are not there."""
    to_row = table.writer()
    _copy(table, [to_row(0, value) for value in values])


def _copy(table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """COPY is several times as fast as INSERT, and a rebuild writes millions of rows."""
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in table.columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table.model._meta.db_table}" ({names}) FROM STDIN') as into,
    ):
        for row in rows:
            into.write_row(row)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
