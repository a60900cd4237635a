from io import BytesIO
from typing import Any
from wsgiref.validate import check_environ  # type: ignore[attr-defined]

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sportello.core.serving.environ import environ

NAMES = some.from_regex(rb"[a-z0-9!#$%&'*+.^`|~_-]{1,20}", fullmatch=True)


def scope(**changes: Any) -> dict[str, Any]:
    """An ordinary request."""
    return {
        "type": "http",
        "method": "GET",
        "http_version": "1.1",
        "scheme": "https",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(b"host", b"desk.example")],
        "client": ("203.0.113.5", 4711),
        "server": ("127.0.0.1", 8000),
    } | changes


@given(
    some.binary(max_size=50).map(lambda raw: b"/" + raw.replace(b"?", b"")),
    some.binary(max_size=50),
    some.lists(some.tuples(NAMES, some.binary(max_size=20)), max_size=8),
)
def test_it_makes_an_environment_of_any_request(raw: bytes, query: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    made = environ(scope(raw_path=raw, query_string=query, headers=headers), BytesIO(), None)
    check_environ(made | {"wsgi.input": Input()})
    assert made["QUERY_STRING"].encode("latin-1") == query


class Input(BytesIO):
    """wsgiref wants a stream that it can read by lines."""


def test_it_tells_scheme_addresses_and_length() -> None:
    made = environ(scope(), BytesIO(b"abc"), 3)
    assert (made["wsgi.url_scheme"], made["REMOTE_ADDR"], made["SERVER_PORT"]) == ("https", "203.0.113.5", "8000")
    assert made["CONTENT_LENGTH"] == "3"


def test_it_believes_the_length_of_the_body_and_not_the_header() -> None:
    headers = [(b"content-length", b"999"), (b"content-type", b"text/plain")]
    made = environ(scope(headers=headers), BytesIO(b"abc"), 3)
    assert (made["CONTENT_LENGTH"], made["CONTENT_TYPE"]) == ("3", "text/plain")


@pytest.mark.parametrize("client", [None, ("", 0)])
def test_it_manages_without_an_address(client: tuple[str, int] | None) -> None:
    made = environ(scope(client=client, server=("/run/socket", None)), BytesIO(), None)
    assert made["REMOTE_ADDR"] == ""
    assert made["SERVER_PORT"] == "0"


def test_it_takes_the_root_off_the_path() -> None:
    made = environ(scope(root_path="/desk", raw_path=b"/desk/tickets%2F7"), BytesIO(), None)
    assert (made["SCRIPT_NAME"], made["PATH_INFO"]) == ("/desk", "/tickets/7")
