"""Handing a table to a browser as a file, row by row, however long it is."""

from collections.abc import Callable, Iterator, Mapping

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from .tables import Table, csv_pieces, json_pieces

FORMS: Mapping[str, tuple[str, Callable[[Table], Iterator[str]]]] = {
    "csv": ("text/csv; charset=utf-8", csv_pieces),
    "json": ("application/json", json_pieces),
}


def wanted(asked: str) -> str:
    """The form that was asked for by name; "" for none that there is."""
    return asked if asked in FORMS else ""


def download(table: Table, form: str) -> StreamingHttpResponse:
    """The table as a file in one of `FORMS`. Raises KeyError for another form."""
    media_type, pieces = FORMS[form]
    response = StreamingHttpResponse(pieces(table), content_type=media_type)
    header = content_disposition_header(as_attachment=True, filename=f"{table.name}.{form}")
    response["Content-Disposition"] = header or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
