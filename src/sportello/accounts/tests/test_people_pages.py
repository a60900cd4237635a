"""People, invitations, passwords and profiles over HTTP."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from sportello.accounts import tasks
from sportello.accounts.models import Agent, Invitation
from sportello.accounts.testing import PASSWORD, ada, ben, cora, lea, rio, zed

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sportello.accounts.tests.addresses")]

NEW = "nine chairs in a corridor"


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def invited_link(client: Client, email: str = "nina@casalume.example") -> str:
    page = client.post("/people/invitations", {"email": email, "role": "agent"}).content.decode()
    found = re.search(r'value="(http[^"]+/join/[^"]+)"', page)
    assert found
    return found[1]


def test_it_lists_everybody_with_as_many_queries_for_ten_as_for_two(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = browser(ada())
    client.get("/people")
    with django_assert_num_queries(8):
        client.get("/people")
    ben(), lea(), cora(), rio(), zed(), invited_link(client)
    with django_assert_num_queries(8):
        page = client.get("/people").content.decode()
    assert "nina@casalume.example" in page
    assert "Reactivate Zed" in page


def test_it_shows_people_to_owners_only() -> None:
    assert browser(lea()).get("/people").status_code == 403
    assert browser(lea()).post("/people/invitations", {"email": "x@y.example", "role": "owner"}).status_code == 403
    assert not Invitation.objects.exists()


def test_it_invites_by_mail_and_lets_the_invited_join_signed_in() -> None:
    link = invited_link(browser(ada()))
    (letter,) = mail.outbox
    assert link in str(letter.body)
    guest = Client()
    path = urlsplit(link).path
    assert "Ada invited you" in guest.get(path).content.decode()
    weak = {"name": "Nina", "language": "it", "time_zone": "Europe/Rome", "password": "password1234"}
    assert guest.post(path, weak).status_code == 422
    assert guest.post(path, {**weak, "password": NEW})["Location"] == "/queue"
    assert guest.get("/whoever").content.decode() == "Nina it Europe/Rome"
    assert Client().get(path).status_code == 410


def test_it_shows_the_link_when_the_mail_cannot_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: EmailMessage) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refuse)
    page = browser(ada()).post("/people/invitations", {"email": "nina@casalume.example", "role": "agent"})
    assert "could not be sent" in page.content.decode()
    assert "/join/" in page.content.decode()


def test_it_says_so_when_the_invited_is_here_or_the_address_is_none() -> None:
    ben()
    for email in ("Ben@casalume.example", "no address"):
        answer = browser(ada()).post("/people/invitations", {"email": email, "role": "agent"})
        assert answer.status_code == 422
        assert 'id="id_email_error"' in answer.content.decode()


def test_it_revokes_an_invitation() -> None:
    client = browser(ada())
    link = invited_link(client)
    client.post(f"/people/invitations/{Invitation.objects.get().pk}/revoke")
    assert Client().get("/join/" + link.rsplit("/", 1)[1]).status_code == 410


def test_it_shuts_out_lets_in_and_changes_roles() -> None:
    client, agent = browser(ada()), ben()
    client.post(f"/people/{agent.pk}/role", {"role": "lead"})
    client.post(f"/people/{agent.pk}/deactivate")
    agent.refresh_from_db()
    assert (agent.role, agent.is_active) == ("lead", False)
    client.post(f"/people/{agent.pk}/reactivate")
    agent.refresh_from_db()
    assert agent.is_active
    assert client.post("/people/999999/deactivate").status_code == 404


def test_it_keeps_the_last_owner_and_says_why() -> None:
    client = browser(ada())
    for act in ("deactivate", "role"):
        page = client.post(f"/people/{ada().pk}/{act}", {"role": "agent"}, follow=True).content.decode()
        assert "The last owner has to stay" in page
    assert (ada().role, ada().is_active) == ("owner", True)


def test_it_answers_a_forgotten_password_alike_for_everybody() -> None:
    ben()
    pages = []
    for email in ("ben@casalume.example", "none@casalume.example"):
        answer = Client().post("/password/forgotten", {"email": email})
        assert answer.status_code == 200
        pages.append(answer.content.decode().replace(email, ""))
    assert pages[0] == pages[1]
    assert ProcrastinateJob.objects.filter(task_name="accounts.send_reset_link").count() == 2


def test_it_sends_the_forgetful_a_link_that_works_and_ends_other_sessions() -> None:
    elsewhere = browser(ben())
    elsewhere.get("/whoever")
    Client().post("/password/forgotten", {"email": "ben@casalume.example"}, headers={"host": "localhost"})
    job = ProcrastinateJob.objects.get()
    tasks.send_reset_link(**job.args)
    (letter,) = mail.outbox
    found = re.search(r"/password/reset/\S+", str(letter.body))
    assert found
    client = Client()
    assert client.get(found[0])["Referrer-Policy"] == "strict-origin"
    assert client.post(found[0], {"password": "short"}).status_code == 422
    assert client.post(found[0], {"password": NEW})["Location"] == "/session"
    assert client.post("/session", {"email": "ben@casalume.example", "password": NEW}).status_code == 302
    assert elsewhere.get("/whoever").status_code == 302
    assert client.get(found[0]).status_code == 410


def test_it_mails_at_most_five_links_to_one_address_at_a_time() -> None:
    for _ in range(8):
        assert Client().post("/password/forgotten", {"email": "ben@casalume.example"}).status_code == 200
    assert ProcrastinateJob.objects.count() == 5


def test_it_changes_ones_own_password_and_keeps_this_session_only() -> None:
    here, elsewhere = browser(ben()), browser(ben())
    assert here.post("/profile/password", {"current": "wrong", "password": NEW}).status_code == 422
    assert here.post("/profile/password", {"current": PASSWORD, "password": NEW})["Location"] == "/profile"
    assert here.get("/whoever").status_code == 200
    assert elsewhere.get("/whoever").status_code == 302


def test_it_saves_ones_own_profile_and_nothing_else() -> None:
    client = browser(ben())
    details = {"name": "Benno", "language": "de", "time_zone": "Europe/Berlin", "role": "owner", "email": "x@y.example"}
    assert client.post("/profile", details).status_code == 302
    agent = Agent.objects.get()
    assert (agent.name, agent.language, agent.notify_by_mail) == ("Benno", "de", False)
    assert (agent.role, agent.email) == ("agent", "ben@casalume.example")
    assert client.post("/profile", {**details, "time_zone": "Mars/Base"}).status_code == 422


def test_it_leads_from_a_reloaded_invitation_back_to_the_people() -> None:
    answer = browser(ada()).get("/people/invitations")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/people")
