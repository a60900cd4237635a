"""Signing in and out, setting up, over HTTP."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sportello.accounts import middleware
from sportello.accounts.models import Agent, AuditEntry
from sportello.accounts.testing import PASSWORD, ada, ben, cora, zed

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sportello.accounts.tests.addresses")]


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> tuple[int, str]:
    answer = client.post("/session", {"email": email, "password": password, **more})
    return answer.status_code, answer.headers.get("Location", answer.content.decode())


def test_it_opens_a_session_and_goes_where_one_wanted_to_go() -> None:
    ben()
    client = Client()
    assert sign_in(client, "BEN@casalume.example ", next="/channels?x=1") == (302, "/channels?x=1")
    assert client.get("/whoever").status_code == 200
    assert AuditEntry.objects.get().act == "session.opened"


def test_it_goes_to_the_desk_or_for_content_owners_to_their_profile() -> None:
    ada(), cora()
    assert sign_in(Client(), "ada@casalume.example")[1] == "/queue"
    assert sign_in(Client(), "cora@casalume.example")[1] == "/profile"


def test_it_goes_nowhere_else_after_signing_in() -> None:
    ada()
    assert sign_in(Client(), "ada@casalume.example", next="https://evil.example/")[1] == "/queue"


def test_it_answers_strangers_wrong_passwords_and_the_deactivated_alike() -> None:
    ben(), zed()
    answers = {
        sign_in(Client(), email, password)[1].replace(email, "")
        for email, password in [
            ("ben@casalume.example", "wrong password"),
            ("stranger@casalume.example", PASSWORD),
            ("zed@casalume.example", PASSWORD),
        ]
    }
    without_tokens = {answer.split("csrfmiddlewaretoken")[1].split(">", 1)[1] for answer in answers}
    assert len(without_tokens) == 1


def test_it_tells_who_failed_five_times_to_wait_whether_the_account_exists_or_not() -> None:
    ben()
    for email in ("ben@casalume.example", "stranger@casalume.example"):
        codes = [sign_in(Client(), email, "wrong password")[0] for _ in range(5)]
        status, page = sign_in(Client(), email)
        assert codes == [422] * 5
        assert status == 429
        assert "wait 1 minute " in page


def test_it_ties_errors_to_their_fields_and_keeps_the_email_but_not_the_password() -> None:
    ben()
    page = sign_in(Client(), "ben@casalume.example", "")[1]
    assert 'aria-describedby="id_password_error"' in page
    assert 'id="id_password_error"' in page
    assert 'value="ben@casalume.example"' in page
    assert PASSWORD not in sign_in(Client(), "ben@casalume.example.", PASSWORD)[1]


def test_it_ends_a_session_by_post_only() -> None:
    client = Client()
    client.force_login(ben())
    assert client.get("/session/end").status_code == 405
    assert client.post("/session/end").status_code == 302
    assert client.get("/whoever").status_code == 302


def test_it_ends_a_session_that_was_idle_for_half_a_day() -> None:
    client = Client()
    client.force_login(ben())
    client.get("/whoever")
    assert age(client, middleware.SEEN, timedelta(hours=11)).get("/whoever").status_code == 200
    assert age(client, middleware.SEEN, timedelta(hours=12, minutes=1)).get("/whoever").status_code == 302


def test_it_ends_a_session_after_a_fortnight_however_busy() -> None:
    client = Client()
    client.force_login(ben())
    client.get("/whoever")
    assert age(client, middleware.STARTED, timedelta(days=13)).get("/whoever").status_code == 200
    assert age(client, middleware.STARTED, timedelta(days=14, minutes=1)).get("/whoever").status_code == 302


def age(client: Client, clock: str, by: timedelta) -> Client:
    session = client.session
    session[clock] = int((timezone.now() - by).timestamp())
    session.save()
    return client


def test_it_notes_when_an_agent_was_seen_without_writing_on_every_request() -> None:
    client = Client()
    client.force_login(ben())
    client.get("/whoever")
    seen = Agent.objects.get().last_seen_at
    client.get("/whoever")
    assert seen is not None
    assert Agent.objects.get().last_seen_at == seen


def test_it_asks_an_empty_installation_for_its_owner_and_signs_them_in() -> None:
    client = Client()
    assert client.get("/session")["Location"] == "/set-up"
    details = {"name": "Ada", "email": "ada@casalume.example", "language": "it", "time_zone": "Europe/Rome"}
    assert client.post("/set-up", {**details, "password": "short"}).status_code == 422
    answer = client.post("/set-up", {**details, "password": PASSWORD})
    assert answer["Location"] == "/queue"
    assert client.get("/whoever").content.decode() == "Ada it Europe/Rome"
    assert Client().get("/set-up")["Location"] == "/session"
    assert Client().post("/set-up", {**details, "password": PASSWORD})["Location"] == "/session"
    assert Agent.objects.count() == 1


def test_it_sets_cookies_that_scripts_and_other_sites_do_not_get() -> None:
    ben()
    answer = Client().post("/session", {"email": "ben@casalume.example", "password": PASSWORD})
    cookie = answer.cookies["sportello_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_it_refuses_a_sign_in_without_the_forms_token() -> None:
    ben()
    client = Client(enforce_csrf_checks=True)
    assert client.post("/session", {"email": "ben@casalume.example", "password": PASSWORD}).status_code == 403


def test_it_hashes_passwords_with_argon2() -> None:
    assert ben().password.startswith("argon2$")
