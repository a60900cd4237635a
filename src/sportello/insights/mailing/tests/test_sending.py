"""The weekly letter: to each subscriber once, with its pictures inside, and ended by one click."""

import email
import email.policy
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox

from sportello.accounts.models import Agent
from sportello.accounts.testing import LONG_AGO, ben, lea
from sportello.channels.sending import Lost
from sportello.core.models import Event
from sportello.insights.mailing import sending, subscribing
from sportello.insights.mailing.letter import Letter, Picture, mail
from sportello.insights.models import Subscription, WeeklyLetter

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 7, 5, tzinfo=ZoneInfo("Europe/Rome"))
PNG = b"\x89PNG\r\n\x1a\n a picture"


def letter_to(agent: Agent, week: date = date(2026, 11, 16)) -> Letter:
    stop = f"https://desk.casalume.example/letters/{subscribing.token_of(agent)}/stop"
    html = '<html lang="de"><body><p>Größe</p><img src="cid:hits" alt="Pünktlich"></body></html>'
    return Letter(agent.email, f"Die Woche vom {week}", "Größe\n", html, stop, [Picture("hits", PNG)])


def run(send: Any = mail, now: datetime = MONDAY) -> int:
    return sending.send_due(now=now, write=letter_to, send=send)


def test_it_leaves_once_for_each_subscriber() -> None:
    subscribing.subscribe(agent=lea(), now=LONG_AGO)
    subscribing.subscribe(agent=lea(), now=LONG_AGO)
    subscribing.subscribe(agent=ben(), now=LONG_AGO)
    assert Subscription.objects.count() == 2
    assert run() == 1, "Ben may not see reports"
    assert run() == 0
    assert [message.to for message in outbox.outbox] == [[lea().email]]
    told = WeeklyLetter.objects.get()
    assert (told.agent, told.week, told.sent_at) == (lea(), date(2026, 11, 16), MONDAY)


def test_it_tries_again_what_surely_did_not_leave_and_nothing_else() -> None:
    subscribing.subscribe(agent=lea(), now=LONG_AGO)

    def refused(_letter: Letter) -> None:
        raise OSError("no mailbox")

    def lost(_letter: Letter) -> None:
        raise OSError("the line broke") from Lost("the line broke")

    assert run(refused) == 0
    assert not WeeklyLetter.objects.exists()
    assert run(lost) == 0
    assert WeeklyLetter.objects.get().sent_at is None
    assert run() == 0
    assert outbox.outbox == []


def test_it_holds_text_html_and_pictures_and_can_be_ended_in_one_click() -> None:
    mail(letter_to(lea()))
    sent = outbox.outbox[0]
    raw = sent.message(policy=email.policy.SMTP.clone(cte_type="7bit")).as_bytes()
    wire = email.message_from_bytes(raw, policy=email.policy.default)
    assert wire["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(wire["List-Unsubscribe"]).startswith("<https://desk.casalume.example/letters/")
    kinds = [part.get_content_type() for part in wire.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    (picture,) = [part for part in wire.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<hits>"
    assert picture.get_content() == PNG
    html = wire.get_body(("html",))
    assert html is not None
    assert "Größe" in html.get_content()


def test_it_ends_by_its_token_and_no_other() -> None:
    subscribing.subscribe(agent=lea(), now=LONG_AGO)
    token = subscribing.token_of(lea())
    assert subscribing.agent_of(token) == lea()
    assert subscribing.agent_of(f"{token}x") is None
    assert subscribing.agent_of("1") is None
    assert subscribing.unsubscribe(agent=lea(), now=MONDAY)
    assert not subscribing.unsubscribe(agent=lea(), now=MONDAY)
    assert not subscribing.is_subscribed(lea())
    assert run() == 0
    kinds = list(Event.objects.filter(kind__startswith="letter.").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["letter.subscribed", "letter.unsubscribed"]
