import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.mail import EmailMessage

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, lea
from sportello.insights.models import Spike, SpikeLetter, SpikePush
from sportello.insights.spikes import acting, mailing, pushing

from .factories import HOUR, NOW

pytestmark = pytest.mark.django_db


def a_spike(key: str = "tracking_stuck") -> Spike:
    return Spike.objects.create(
        kind="topic",
        key=key,
        began_at=NOW - 2 * HOUR,
        noticed_at=NOW,
        hours=2,
        observed=14,
        expected=2.5,
        cause_kind="lane",
        cause_key="gls:IT",
        cause_share=0.9,
        rises=[],
        tickets=[11, 12],
    )


def a_letter(agent: Agent, spike: Spike) -> EmailMessage:
    return EmailMessage(f"spike {spike.pk}", "", to=[agent.email])


def test_it_mails_those_who_see_figures_once() -> None:
    ada(), ben(), lea()
    a_spike()
    sent: list[EmailMessage] = []
    assert mailing.tell_leads(now=NOW, write=a_letter, send=sent.append) == 2
    assert mailing.tell_leads(now=NOW + HOUR, write=a_letter, send=sent.append) == 0
    assert sorted(mail.to[0] for mail in sent) == ["ada@casalume.example", "lea@casalume.example"]


def test_it_tries_a_letter_again_that_did_not_leave() -> None:
    lea()
    a_spike()

    def broken(_mail: EmailMessage) -> None:
        raise OSError("no server")

    assert mailing.tell_leads(now=NOW, write=a_letter, send=broken) == 0
    assert not SpikeLetter.objects.exists()
    assert mailing.tell_leads(now=NOW, write=a_letter, send=lambda _mail: None) == 1


def test_it_takes_old_spikes_and_ended_ones_for_no_news() -> None:
    lea()
    spike = a_spike()
    assert mailing.tell_leads(now=NOW + 7 * HOUR, write=a_letter, send=lambda _mail: None) == 0
    spike.ended_at = NOW + HOUR
    spike.save()
    assert mailing.tell_leads(now=NOW + HOUR, write=a_letter, send=lambda _mail: None) == 0


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A program of the owner's on this machine: its address, and what it was told (signature, body)."""
    heard: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append((self.headers["Sportello-Signature"], self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204 if len(heard) > 1 else 503)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing on the terminal."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/spikes", heard
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_tells_a_program_with_a_signature_again_until_it_answers(
    receiver: tuple[str, list[tuple[str, bytes]]],
) -> None:
    url, heard = receiver
    _hook, secret = acting.add_hook(url=url, by=ada(), now=NOW)
    spike = a_spike()
    pushing.announce(spike, "began", now=NOW)
    assert pushing.push_due(now=NOW, post=pushing.post) == 0
    assert SpikePush.objects.get().trouble == "HTTP 503"
    assert pushing.push_due(now=NOW, post=pushing.post) == 0
    later = NOW + timedelta(minutes=1)
    assert pushing.push_due(now=later, post=pushing.post) == 1
    assert pushing.push_due(now=later + HOUR, post=pushing.post) == 0
    signed, body = heard[-1]
    moment, mark = (part.partition("=")[2] for part in signed.split(","))
    assert moment == str(int(later.timestamp()))
    assert mark == hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert (told["type"], told["spike"], told["likely_cause"]["key"]) == ("spike.began", spike.pk, "gls:IT")
    assert told["tickets"] == [11, 12]


def test_it_gives_up_a_program_that_never_answers() -> None:
    acting.add_hook(url="http://127.0.0.1:9/", by=ada(), now=NOW)
    pushing.announce(a_spike(), "began", now=NOW)

    def deaf(_url: str, _body: bytes, _headers: dict[str, str]) -> int:
        raise OSError("nobody there")

    now = NOW
    for _ in range(len(pushing.PAUSES) + 2):
        pushing.push_due(now=now, post=deaf)
        now += timedelta(days=1)
    push = SpikePush.objects.get()
    assert push.given_up_at
    assert push.attempts == len(pushing.PAUSES) + 1
    assert push.trouble == "nobody there"


def test_it_tells_nothing_to_an_address_that_was_taken_away() -> None:
    hook, _secret = acting.add_hook(url="http://127.0.0.1:9/", by=ada(), now=NOW)
    pushing.announce(a_spike(), "began", now=NOW)
    acting.end_hook(hook=hook, by=ada(), now=NOW)
    assert pushing.push_due(now=NOW, post=lambda *_all: 200) == 0
    pushing.announce(a_spike("invoice"), "began", now=NOW)
    assert SpikePush.objects.count() == 1
