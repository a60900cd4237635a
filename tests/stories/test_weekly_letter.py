"""The weekly letter on its way: written from figures, taken by a real SMTP server once, read as it was meant."""

import email
import email.policy
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from sportello.accounts.models import Agent
from sportello.accounts.testing import LONG_AGO, lea
from sportello.desk.insights.weekly import letter_to
from sportello.insights.mailing import sending, subscribing
from sportello.insights.mailing.letter import Letter, mail
from sportello.insights.models import Tally, WeeklyLetter
from sportello.sandbox.loops import LoopThread
from sportello.sandbox.mail.account import Account
from sportello.sandbox.mail.servers import MailServers, Ports

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 7, 5, tzinfo=ZoneInfo("Europe/Rome"))
WEEK = date(2026, 11, 16)
ACCOUNT = Account("desk@casalume.example", "sandbox")
# RFC 5322 2.1.1: no line of a mail is longer.
LONGEST_LINE = 998


@pytest.fixture
def servers(settings: object) -> Iterator[MailServers]:
    """A provider's servers on the loopback address, through which the desk sends its own mail."""
    made, loop = MailServers(ACCOUNT, None, uid_validity=7), LoopThread()
    ports = loop.call(made.start(Ports()))
    user = quote(ACCOUNT.user, safe="")
    url = f"smtp://{user}:{ACCOUNT.password}@127.0.0.1:{ports.smtp}?tls=plain"
    settings.SPORTELLO_MAIL_URL = url  # type: ignore[attr-defined]
    settings.SPORTELLO_BASE_URL = "https://desk.casalume.example"  # type: ignore[attr-defined]
    settings.MAILERS = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "sportello.connectors.email.notices.NoticeBackend"}
    }
    yield made
    loop.call(made.stop())


@pytest.fixture
def reader() -> Agent:
    """Lea, who reads German and wants the letter, after two weeks with figures."""
    agent = lea()
    agent.language = "de"
    agent.save(update_fields=["language"])
    subscribing.subscribe(agent=agent, now=LONG_AGO)
    for before in range(14):
        day = WEEK + timedelta(days=6 - before)
        Tally.objects.create(name="due", day=day, channel=1, n=40, total=36 + before % 4, squares=0)
        Tally.objects.create(name="issues", day=day, channel=1, n=120 + 3 * before, total=0, squares=0)
    return agent


def short(agent: Agent, week: date) -> Letter:
    """A letter without figures: what becomes of it on its way does not depend on what it says."""
    stop = f"https://desk.casalume.example/letters/{subscribing.token_of(agent)}/stop"
    return Letter(agent.email, f"Die Woche vom {week}", "Größe\n", "<p>Größe</p>", stop)


def run(write: sending.Write = short) -> int:
    return sending.send_due(now=MONDAY, write=write, send=mail)


def received(servers: MailServers) -> EmailMessage:
    (one,) = servers.outgoing.all()
    assert one.raw.isascii()
    assert max(map(len, one.raw.split(b"\r\n"))) <= LONGEST_LINE
    read = email.message_from_bytes(one.raw, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


def test_it_arrives_once_in_the_readers_language_with_its_charts(servers: MailServers, reader: Agent) -> None:
    assert run(letter_to) == 1
    assert run(letter_to) == 0
    letter = received(servers)
    assert letter["To"] == reader.email
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    words, page = text.get_content(), html.get_content()
    assert 'lang="de"' in page
    shown = [part for part in letter.walk() if part.get_content_type() == "image/png"]
    assert len(shown) == 2
    assert all(f"cid:{str(part['Content-ID']).strip('<>')}" in page for part in shown)
    assert all(part.get_content().startswith(b"\x89PNG") for part in shown)
    for said in (words, page):
        assert "Woche" in said
        assert "https://desk.casalume.example/letters/" in said
        assert "{{" not in said
        assert "{%" not in said


def test_it_goes_at_the_next_run_to_a_server_that_says_later(servers: MailServers, reader: Agent) -> None:
    servers.faults.smtp_data_reply = "451 4.3.0 come back later"
    assert run() == 0
    assert servers.outgoing.all() == []
    servers.faults.smtp_data_reply = ""
    assert run() == 1
    assert received(servers)["To"] == reader.email


def test_it_is_not_sent_twice_where_the_server_may_have_kept_it(servers: MailServers, reader: Agent) -> None:
    servers.faults.smtp_drop_stored = 1
    assert run() == 0
    assert run() == 0
    assert received(servers)["To"] == reader.email
    assert WeeklyLetter.objects.get().sent_at is None
