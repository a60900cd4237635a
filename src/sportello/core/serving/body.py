"""Taking in a request body: small ones in memory, larger ones in a temporary file, too large ones not at all."""

import asyncio
import tempfile
from dataclasses import dataclass
from typing import IO

from sportello.core.serving.asgi import Receive, Scope

IN_MEMORY = 1024 * 1024


class TooLargeError(Exception):
    """The body is longer than the limit."""


class GoneError(Exception):
    """The client went away, or sent nothing for too long, before its body was complete."""


@dataclass(frozen=True, slots=True)
class Body:
    """A complete, rewound request body; `length` (bytes) is None when the request announced none."""

    file: IO[bytes]
    length: int | None


async def take(scope: Scope, receive: Receive, *, limit: int, stall: float) -> Body:
    """Read the body of a request.

    `limit` is in bytes, `stall` in seconds without any progress. Raises GoneError and TooLargeError; what is too long
    is read and forgotten up to the same limit again, because a client that is still writing hears no answer.
    """
    headers = dict(scope["headers"])
    announced = _length(headers)
    if announced is None and b"transfer-encoding" not in headers:
        return Body(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY), None)
    if (announced or 0) > limit and b"expect" in headers:
        raise TooLargeError
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # it leaves with the Body
    try:
        length = await _copy(receive, file if (announced or 0) <= limit else None, limit=limit, stall=stall)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Body(file, length)


def _length(headers: dict[bytes, bytes]) -> int | None:
    text = headers.get(b"content-length", b"")
    return int(text) if text.isdigit() else None


async def _copy(receive: Receive, file: IO[bytes] | None, *, limit: int, stall: float) -> int:
    length, more = 0, True
    while more and length <= 2 * limit:
        chunk, more = await _next(receive, stall)
        length += len(chunk)
        if file is not None and length <= limit:
            file.write(chunk)
    if file is None or length > limit:
        raise TooLargeError
    return length


async def _next(receive: Receive, stall: float) -> tuple[bytes, bool]:
    try:
        message = await asyncio.wait_for(receive(), stall)
    except TimeoutError:
        raise GoneError from None
    if message["type"] == "http.disconnect":
        raise GoneError
    return message.get("body", b""), message.get("more_body", False)
