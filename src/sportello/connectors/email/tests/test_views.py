"""Connecting a mailbox in the browser, without JavaScript."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from sportello.accounts import testing as cast
from sportello.channels.models import Envelope, Source
from sportello.connectors.email import mailboxes
from sportello.connectors.email.account import account_of
from sportello.connectors.email.tests.conftest import ACCOUNT, NOW, Post
from sportello.connectors.email.tests.test_oauth import TokenServer, provider
from sportello.connectors.email.tests.test_pulling import pull
from sportello.core.models import Event

__all__ = ["provider"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser(transactional_db: None) -> Client:
    client = Client()
    client.force_login(cast.ada())
    return client


def typed(post: Post, **changes: object) -> dict[str, object]:
    """The form as an owner fills it in."""
    return {
        "address": ACCOUNT.user,
        "name": "Shop mail",
        "sender_name": "Casa Lume",
        "method": "password",
        "password": ACCOUNT.password,
        "imap_host": "127.0.0.1",
        "imap_port": post.ports.imap,
        "imap_security": "plain",
        "smtp_host": "127.0.0.1",
        "smtp_port": post.ports.smtp,
        "smtp_security": "plain",
        "start": "new",
    } | changes


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_fills_in_the_servers_of_a_known_provider(browser: Client) -> None:
    text = page(browser.get("/mailboxes/new?address=casalume%40gmail.com"))
    assert "imap.gmail.com" in text
    assert "smtp.gmail.com" in text
    assert "imap.casalume.example" in page(browser.get("/mailboxes/new?address=ciao%40casalume.example"))


def test_it_connects_a_mailbox_and_reads_only_new_mail(post: Post, browser: Client) -> None:
    for number in range(3):
        post.deliver_number(number)
    answer = browser.post("/mailboxes/new", typed(post), follow=True)
    assert "We read the inbox: 3 mails." in page(answer)
    source = Source.objects.get()
    assert source.secrets == {"password": ACCOUNT.password}
    assert account_of(source).import_since is None
    assert pull(source) == 0
    post.deliver_number(4, datetime.now(UTC))
    assert pull(source) == 1
    assert Envelope.objects.get().history is False
    assert Event.objects.filter(kind="source.connected", subject_id=source.pk).exists()


def test_it_imports_since_a_day(post: Post, browser: Client) -> None:
    post.deliver_number(1)
    browser.post("/mailboxes/new", typed(post, start="since", since="2026-01-01"))
    assert pull(Source.objects.get()) == 1
    assert Envelope.objects.get().history is True


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "wrong"}, "refuses this user name and password"),
        ({"imap_port": 1}, "refuses connections on this port"),
        ({"imap_security": "tls"}, "does not speak TLS here"),
        ({"imap_host": "mail.example"}, "may be used without encryption"),
        ({"password": ""}, "This is needed"),
        ({"method": "google"}, "This is needed"),
        ({"start": "since"}, "Which day does the import begin with"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_nothing(
    post: Post, browser: Client, changes: dict[str, object], words: str
) -> None:
    answer = browser.post("/mailboxes/new", typed(post, **changes))
    assert answer.status_code == 422
    assert words in page(answer)
    assert ACCOUNT.password not in page(answer)
    assert not Source.objects.exists()


def test_it_refuses_a_name_twice(post: Post, browser: Client, source: Source) -> None:
    answer = browser.post("/mailboxes/new", typed(post, name=source.name))
    assert "Another source has this name." in page(answer)


def test_it_never_shows_a_secret_again(post: Post, browser: Client, source: Source) -> None:
    assert ACCOUNT.password not in page(browser.get(f"/mailboxes/{source.pk}"))
    assert ACCOUNT.password not in page(browser.get("/mailboxes"))


def test_it_changes_settings_and_keeps_the_password(post: Post, browser: Client, source: Source) -> None:
    values = typed(post, password="", name="Renamed")
    answer = browser.post(f"/mailboxes/{source.pk}", values, follow=True)
    assert "Saved." in page(answer)
    source.refresh_from_db()
    assert (source.name, source.secrets["password"], source.config["revision"]) == ("Renamed", ACCOUNT.password, 1)


def test_it_tests_both_directions(post: Post, browser: Client, source: Source) -> None:
    post.deliver_number(1)
    answer = browser.post(f"/mailboxes/{source.pk}/test", follow=True)
    assert "We read the inbox: 1 mail." in page(answer)
    assert "We sent a test message to ada@casalume.example." in page(answer)
    assert b"Auto-Submitted: auto-generated" in post.sent()[0]
    post.servers.faults.smtp_deny_login = True
    assert "refuses this user name" in page(browser.post(f"/mailboxes/{source.pk}/test", follow=True))
    assert "Sending:" in page(browser.get("/mailboxes"))


def test_it_pauses_resumes_and_tries(browser: Client, source: Source) -> None:
    browser.post(f"/mailboxes/{source.pk}/pause")
    assert Source.objects.get(pk=source.pk).paused_at is not None
    assert "Paused" in page(browser.get("/mailboxes"))
    browser.post(f"/mailboxes/{source.pk}/resume")
    browser.post(f"/mailboxes/{source.pk}/try")
    row = Source.objects.get(pk=source.pk)
    assert (row.paused_at, row.next_try_at is not None) == (None, True)


def test_it_disconnects_and_takes_the_same_mailbox_up_again(post: Post, browser: Client, source: Source) -> None:
    post.deliver_number(1)
    pull(source)
    browser.post(f"/mailboxes/{source.pk}/disconnect")
    row = Source.objects.get(pk=source.pk)
    assert (row.secrets, mailboxes.is_disconnected(row), Envelope.objects.count()) == ({}, True, 1)
    assert "Disconnected" in page(browser.get("/mailboxes"))
    browser.post(f"/mailboxes/{source.pk}/resume")
    assert Source.objects.get(pk=source.pk).paused_at is not None
    browser.post("/mailboxes/new", typed(post, name=source.name))
    again = Source.objects.get()
    assert (again.pk, again.paused_at, mailboxes.is_disconnected(again)) == (source.pk, None, False)


def test_it_asks_google_for_consent_and_begins(post: Post, browser: Client, provider: TokenServer) -> None:
    values = typed(post, method="google", client_id="sportello", client_secret="s")
    answer = browser.post("/mailboxes/new", values, follow=True)
    link = answer.context["address"]
    assert link.startswith(f"{provider.url}/authorize?")
    state = parse_qs(urlsplit(link).query)["state"][0]
    source = Source.objects.get()
    assert source.paused_at is not None
    done = browser.get("/mailboxes/consent", {"state": state, "code": "c"}, follow=True)
    assert "Connected. We read the inbox: 0 mails." in page(done)
    begun = Source.objects.get()
    assert begun.paused_at is None
    assert begun.secrets["refresh_token"] == "again"
    post.deliver_number(1)
    assert pull(source) == 1


@pytest.mark.parametrize("state", ["", "-", "guessed", "é"])
def test_it_takes_no_answer_to_a_question_it_did_not_ask(
    post: Post, browser: Client, provider: TokenServer, state: str
) -> None:
    answer = browser.get("/mailboxes/consent", {"state": state, "code": "c"}, follow=True)
    assert "does not belong to a question of yours" in page(answer)
    assert provider.asked == []


def test_it_makes_an_endpoint_and_shows_its_secret_once(browser: Client) -> None:
    answer = browser.post("/endpoints/new", {"name": "Parser", "address": "ciao@casalume.example"})
    source = Source.objects.get()
    secret = source.secrets["signing"]
    assert (answer.status_code, secret in page(answer)) == (201, True)
    assert secret not in page(browser.get("/mailboxes"))


@pytest.mark.parametrize(
    "path", ["/mailboxes", "/mailboxes/new", "/mailboxes/1", "/mailboxes/consent", "/endpoints/new"]
)
def test_it_lets_only_those_in_who_manage_channels(path: str, source: Source) -> None:
    agent = Client()
    agent.force_login(cast.ben())
    assert agent.get(path).status_code == 403
    assert Client().get(path).status_code == 302
    for act in ("test", "try", "pause", "resume", "disconnect"):
        assert agent.post(f"/mailboxes/{source.pk}/{act}").status_code == 403


def test_it_lists_sources_with_a_constant_number_of_queries(
    browser: Client, source: Source, django_assert_max_num_queries: Any
) -> None:
    browser.get("/mailboxes")
    for number in range(30):
        Source.objects.create(kind="pipe", name=f"Pipe {number}", created_at=NOW)
    with django_assert_max_num_queries(16):
        browser.get("/mailboxes")
