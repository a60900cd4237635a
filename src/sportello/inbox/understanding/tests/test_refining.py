"""The owner's language model may say more, never knows who wrote, and leaves no trace when it fails."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.core import secrets
from sportello.inbox.models import Message, MessageReading, Refiner
from sportello.inbox.tests.reading import reading
from sportello.inbox.tests.world import NOW, agent, mail, said, ticket_of
from sportello.inbox.understanding.correcting import correct
from sportello.inbox.understanding.refining import Nonsense, refine, understood
from sportello.inbox.understanding.veiling import veiled

GOOD = json.dumps({"topics": ["exchange", "where_is_my_order"], "risks": ["claim"], "questions": []})


@contextmanager
def model(answer: str, *, status: int = 200, slow: float = 0) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A language model on this machine that gives one answer; its address, and what it was asked."""
    asked: list[dict[str, object]] = []

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append({"path": self.path, "key": self.headers.get("Authorization"), "body": json.loads(body)})
            time.sleep(slow)
            sent = json.dumps({"choices": [{"message": {"content": answer}}]}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_args: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(60)


def heard(text: str = "Where is my parcel? Cleo, via Roma 12, order 302-7654321-1234567") -> Message:
    with reading():
        return said(mail(text))


def use(url: str, message: Message, *, seconds: int = 5) -> None:
    row = Refiner.objects.create(url=url, model="small-1", key=secrets.seal({"key": "s3cret"}), seconds=seconds)
    row.channels.add(message.thread.channel)


@pytest.mark.django_db
def test_it_keeps_what_the_model_says_under_the_corrections() -> None:
    message = heard()
    correct(message=message, kind="risk", slug="claim", holds=False, by=agent("Ada"), now=NOW)
    with model(GOOD) as (url, asked):
        use(url, message)
        assert refine(message.pk, now=NOW)
    row = MessageReading.objects.get()
    assert (row.topic_slugs, row.risk_slugs, row.refined_by) == (["exchange", "where_is_my_order"], [], "small-1")
    assert ticket_of(message).topics == ["exchange", "where_is_my_order"]
    assert asked[0]["path"] == "/v1/chat/completions"
    assert asked[0]["key"] == "Bearer s3cret"


@pytest.mark.django_db
def test_it_sends_no_name_no_address_and_no_number() -> None:
    message = heard()
    with model(GOOD) as (url, asked):
        use(url, message)
        refine(message.pk, now=NOW)
    (sent,) = [each["content"] for each in asked[0]["body"]["messages"] if each["role"] == "user"]  # type: ignore[index]
    assert "Where is my parcel?" in sent
    for secret in ("Cleo", "Roma", "302", "1234567", "12", "@"):
        assert secret not in sent


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "status", "slow"),
    [
        (GOOD, 500, 0),
        (GOOD, 401, 0),
        (GOOD, 200, 3),
        ("I am sorry, Dave.", 200, 0),
        ("{}", 200, 0),
        ('{"topics": ["love"]}', 200, 0),
        ('{"topics": []}', 200, 0),
        ('{"topics": "exchange"}', 200, 0),
        ("[" * 5000, 200, 0),
    ],
)
def test_it_stays_with_its_own_reading_when_the_model_fails(answer: str, status: int, slow: float) -> None:
    message = heard()
    before = MessageReading.objects.values().get()
    with model(answer, status=status, slow=slow) as (url, asked):
        use(url, message, seconds=1)
        assert not refine(message.pk, now=NOW)
        assert not refine(message.pk, now=NOW)
    assert len(asked) == 1
    assert MessageReading.objects.values().get() == before
    assert Refiner.objects.get().trouble


@pytest.mark.django_db
def test_it_asks_nothing_on_channels_that_nobody_chose() -> None:
    message = heard()
    with model(GOOD) as (url, asked):
        Refiner.objects.create(url=url, model="small-1")
        assert not refine(message.pk, now=NOW)
    assert asked == []


@given(st.text(max_size=300))
def test_it_takes_any_answer_for_nonsense_or_for_what_was_asked(answer: str) -> None:
    with suppress(Nonsense):
        assert understood(answer).topics


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Ich heiße Dora Klein, Lindenstraße 5, 10115 Berlin", ["Dora", "Klein", "Linden", "Berlin", "10115"]),
        ("Send it to 18 Marlowe Crescent, BS6 7QT please", ["Marlowe", "18", "BS6"]),
        ("Je m'appelle Zoé Petit, 3 rue des Lilas, 75011 Paris", ["Zoé", "Petit", "Lilas", "Paris"]),
        ("Vivo en calle Mayor 7, 28013 Madrid. Tel. +34 600 111 222", ["Mayor", "Madrid", "600", "222"]),
        ("Scrivetemi a ada.bianchi@posta.example o su https://x.example/a", ["bianchi", "posta", "x.example"]),
        ("Still broken.\n\nKind regards,\nGareth Pugh\n", ["Gareth", "Pugh"]),
        ("Dear Mrs Dunmore, CLEO wrote", ["Dunmore", "CLEO"]),
    ],
)
def test_it_takes_out_who_and_where(text: str, gone: list[str]) -> None:
    shown = veiled(text, names=["Cleo Marino"])
    assert not [word for word in gone if word in shown], shown


@given(st.text(max_size=400))
def test_it_leaves_no_digit_in_any_text(text: str) -> None:
    assert not any(letter.isdecimal() for letter in veiled(text, names=[]))
