import asyncio
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpx
import pytest

from sportello.core.serving.asgi import Message
from sportello.core.serving.bridge import Bridge
from sportello.core.serving.exchange import StartResponse, WSGIApplication
from sportello.core.serving.tests.served import served


def echo(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Answer what arrived, as JSON."""
    body = environ["wsgi.input"].read()
    known = {key: value for key, value in environ.items() if isinstance(value, str)}
    said = json.dumps(known | {"body_length": len(body), "thread": threading.current_thread().name}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(said)))])
    return [said]


def asked(app: WSGIApplication, **options: Any) -> Callable[..., httpx.Response]:
    def ask(method: str, path: str, **more: Any) -> httpx.Response:
        with served(Bridge(app, **options)) as running:
            return httpx.request(method, running.url + path, timeout=60, **more)

    return ask


def test_it_tells_the_application_who_asks_what_and_how() -> None:
    headers = [("X-Cat", "one"), ("X-Cat", "two"), ("X_Cat", "false"), ("Proxy", "http://evil.example")]
    answer = asked(echo)("POST", "/caf%C3%A9/a%2Fb?x=%C3%A9", content=b"hello", headers=headers)
    seen = answer.json()
    assert seen["REQUEST_METHOD"] == "POST"
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/café/a/b"
    assert seen["QUERY_STRING"] == "x=%C3%A9"
    assert seen["CONTENT_LENGTH"] == "5"
    assert seen["body_length"] == 5
    assert seen["HTTP_X_CAT"] == "one,two"
    assert "HTTP_PROXY" not in seen
    assert seen["REMOTE_ADDR"] == "127.0.0.1"
    assert seen["wsgi.url_scheme"] == "http"
    assert seen["SERVER_PROTOCOL"] == "HTTP/1.1"
    assert seen["thread"].startswith("page")


def test_it_hands_on_a_path_that_is_not_utf_8() -> None:
    assert asked(echo)("GET", "/%E9").json()["PATH_INFO"] == "/\xe9"


def test_it_joins_cookies_as_cookies_are_joined() -> None:
    seen = asked(echo)("GET", "/", headers=[("Cookie", "a=1"), ("Cookie", "b=2")]).json()
    assert seen["HTTP_COOKIE"] == "a=1; b=2"


def test_it_believes_no_forwarded_address_by_itself() -> None:
    assert asked(echo)("GET", "/", headers={"X-Forwarded-For": "203.0.113.9"}).json()["REMOTE_ADDR"] == "127.0.0.1"


def test_it_takes_a_body_of_several_megabytes_and_a_chunked_one() -> None:
    with served(Bridge(echo)) as running:
        large = httpx.post(running.url, content=b"x" * 3_000_000, timeout=60).json()
        pieces = httpx.post(running.url, content=iter([b"ab", b"cde"]), timeout=60).json()
    assert (large["body_length"], large["CONTENT_LENGTH"]) == (3_000_000, "3000000")
    assert (pieces["body_length"], pieces["CONTENT_LENGTH"]) == (5, "5")


@pytest.mark.parametrize("content", [b"x" * 1500, iter([b"x" * 1500])], ids=["announced", "chunked"])
def test_it_refuses_a_body_that_is_too_large(content: Any) -> None:
    answer = asked(echo, max_body=1000)("POST", "/", content=content)
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


def test_it_gives_up_on_a_body_that_never_comes() -> None:
    with served(Bridge(echo, stall=0.3)) as running, socket.create_connection(("127.0.0.1", running.port)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        assert client.recv(100).startswith(b"HTTP/1.1 408")


def test_it_answers_head_with_the_length_and_no_body() -> None:
    with served(Bridge(echo)) as running:
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
        connection.request("HEAD", "/")
        answer = connection.getresponse()
        assert int(answer.headers["Content-Length"]) > 0
        assert answer.read() == b""
        # The same connection goes on, so nothing of a body was left on the wire.
        connection.request("GET", "/")
        assert connection.getresponse().status == 200


def test_it_answers_head_of_an_application_that_says_its_headers_late() -> None:
    def late(_environ: dict[str, Any], start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [("X-Late", "yes")])
        yield b"body"

    assert asked(late)("HEAD", "/").headers["x-late"] == "yes"


def test_it_sends_each_piece_of_a_stream_when_it_is_there() -> None:
    step = threading.Event()

    def slow(_environ: dict[str, Any], start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b"first"
        assert step.wait(60)
        yield b"second"

    with served(Bridge(slow)) as running, httpx.stream("GET", running.url, timeout=60) as answer:
        pieces = answer.iter_raw()
        assert next(pieces) == b"first"
        step.set()
        assert next(pieces) == b"second"
        assert answer.headers["transfer-encoding"] == "chunked"


def test_it_stops_a_stream_and_closes_it_when_the_client_leaves() -> None:
    closed = threading.Event()

    class Endless:
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield b"x" * 1000
                time.sleep(0.01)

        def close(self) -> None:
            closed.set()

    def endless(_environ: dict[str, Any], start_response: StartResponse) -> Endless:
        start_response("200 OK", [])
        return Endless()

    with served(Bridge(endless)) as running:
        with httpx.stream("GET", running.url, timeout=60) as answer:
            next(answer.iter_raw())
        assert closed.wait(60)


def test_it_frees_the_thread_of_a_client_that_takes_nothing() -> None:
    ended = threading.Event()

    def fast(_environ: dict[str, Any], start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [])
        try:
            while True:
                yield b"x" * 1_000_000
        finally:
            ended.set()

    with served(Bridge(fast, stall=0.5)) as running, socket.create_connection(("127.0.0.1", running.port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert ended.wait(60)


def test_it_sends_a_known_length_by_blocks() -> None:
    def file(_environ: dict[str, Any], start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Length", str(4096 * 100))])
        yield from (b"y" * 4096 for _ in range(100))

    answer = asked(file)("GET", "/")
    assert answer.content == b"y" * 409_600
    assert "transfer-encoding" not in answer.headers


def test_it_keeps_repeated_headers_apart() -> None:
    def cookies(_environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        start_response("204 No Content", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return []

    assert asked(cookies)("GET", "/").headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_it_answers_500_when_the_application_fails() -> None:
    def broken(_environ: dict[str, Any], _start_response: StartResponse) -> list[bytes]:
        raise LookupError("broken")

    assert asked(broken)("GET", "/").status_code == 500


def test_it_serves_no_more_than_its_threads_and_its_queue_hold() -> None:
    go = threading.Event()

    def held(_environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        assert go.wait(60)
        start_response("200 OK", [])
        return [b"ok"]

    with served(Bridge(held, threads=1, waiting=1)) as running:
        codes: list[int] = []

        def get() -> None:
            codes.append(httpx.get(running.url, timeout=60).status_code)

        clients = [threading.Thread(target=get) for _ in range(3)]
        for client in clients:
            client.start()
        until(lambda: codes == [503])
        go.set()
        for client in clients:
            client.join(60)
    assert sorted(codes) == [200, 200, 503]


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for `condition`, asking anew a few times a second."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_it_refuses_a_web_socket() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Bridge(echo)({"type": "websocket", "path": "/"}, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_it_starts_and_ends_its_streams_with_the_server() -> None:
    told: list[str] = []

    class Told:
        def start(self) -> None:
            told.append("start")

        def end(self) -> None:
            told.append("end")

        async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"native"})

    with served(Bridge(echo, streams={"/live": Told()})) as running:
        assert httpx.get(running.url + "/live", timeout=60).text == "native"
        assert httpx.get(running.url + "/live/more", timeout=60).json()["PATH_INFO"] == "/live/more"
    assert told[0] == "start"
    assert "end" in told
