"""Tables for other programs: nothing in them acts, and nothing in them is lost."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sportello.insights.exporting.answering import download, wanted
from sportello.insights.exporting.tables import DANGEROUS, MARK, Cell, Table, csv_pieces, harmless, json_pieces

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


def read(pieces: list[str]) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(pieces).removeprefix(MARK), newline="")))


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_it_gives_every_text_back_and_lets_none_act(rows: list[list[str]]) -> None:
    found = read(list(csv_pieces(Table("t", ["a", "b"], rows))))
    assert found[0] == ["a", "b"]
    for asked, row in zip(rows, found[1:], strict=True):
        for before, after in zip(asked, row, strict=True):
            assert after in {before, f"'{before}"}
            assert not after.startswith(DANGEROUS)


@given(TEXTS)
def test_it_writes_json_that_can_be_read(text: str) -> None:
    whole = "".join(json_pieces(Table("t", ["said"], [[text], [None]], {"title": text})))
    assert json.loads(whole) == {"title": text, "rows": [{"said": text}, {"said": None}]}


def test_it_leaves_numbers_and_days_what_they_are() -> None:
    day, at = date(2026, 11, 3), datetime(2026, 11, 3, 9, tzinfo=UTC)
    row: list[Cell] = [-3, 0.25, Decimal("-1.50"), True, day, at, None, "-cheap"]
    _head, found = read(list(csv_pieces(Table("t", [""] * 8, [row]))))
    assert found == ["-3", "0.25", "-1.50", "true", "2026-11-03", "2026-11-03T09:00:00+00:00", "", "'-cheap"]
    assert "".join(json_pieces(Table("t", [], []))) == '{"rows": [\n]}\n'
    assert harmless("  =1+1").startswith("'")


def test_it_hands_rows_out_as_they_come() -> None:
    taken: list[int] = []

    def rows() -> Iterator[list[Cell]]:
        for number in range(3):
            taken.append(number)
            yield [number]

    response = download(Table("deadlines", ["n"], rows()), "csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="deadlines.csv"'
    pieces = iter(response)
    assert bytes(next(pieces)).decode("utf-8-sig") == "n\r\n"
    assert taken == []
    assert b"".join(pieces) == b"0\r\n1\r\n2\r\n"
    assert (wanted("json"), wanted("exe")) == ("json", "")
