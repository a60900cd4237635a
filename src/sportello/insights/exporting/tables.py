"""Tables for other programs: CSV that is safe to open in a spreadsheet, and JSON; both piece by piece. Pure.

A spreadsheet takes a text that begins with = + - @, a tab or a line break for a formula (OWASP, "CSV Injection"); such
texts get an apostrophe in front. Numbers stay numbers, with a point, whatever the reader's language, and days are
written after ISO 8601.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

type Cell = str | int | float | Decimal | bool | date | datetime | None

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# So that spreadsheets read it as UTF-8.
MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads, which are names for programs ("deadline_hit_rate") rather than words for people.

    `name` is that of its file, without an ending; `about` says beside the rows in JSON what they are.
    """

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    about: Mapping[str, Cell] = field(default_factory=dict)


def csv_pieces(table: Table) -> Iterator[str]:
    """The table as CSV (RFC 4180), a row at a time."""
    writer = csv.writer(_Echo())
    yield MARK + str(writer.writerow([harmless(head) for head in table.heads]))
    for row in table.rows:
        yield str(writer.writerow([_written(cell) for cell in row]))


def json_pieces(table: Table) -> Iterator[str]:
    """The table as one JSON object, a row at a time: what it is about, and `rows` as objects by head."""
    about = {name: _plain(cell) for name, cell in table.about.items()}
    yield json.dumps(about, ensure_ascii=False)[:-1] + (", " if about else "") + '"rows": ['
    for number, row in enumerate(table.rows):
        one = dict(zip(table.heads, map(_plain, row), strict=True))
        yield ("," if number else "") + "\n" + json.dumps(one, ensure_ascii=False)
    yield "\n]}\n"


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(DANGEROUS) or text.startswith(DANGEROUS) else text


class _Echo:
    """What the CSV writer writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def _written(cell: Cell) -> str | int | float | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float | Decimal):
        return cell
    return cell.isoformat() if isinstance(cell, date) else harmless(cell)


def _plain(cell: Cell) -> str | int | float | bool | None:
    if isinstance(cell, Decimal):
        return float(cell)
    return cell.isoformat() if isinstance(cell, date) else cell
