"""Who is let in, and what the others are told."""

import pytest
from django.test import Client

from sportello.accounts.access import Access, Permission
from sportello.accounts.models import Agent
from sportello.accounts.roles import GRANTS, Role
from sportello.accounts.testing import ada, ben, cora, lea, rio, zed
from sportello.accounts.tests import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sportello.accounts.tests.addresses")]


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def test_it_marks_every_view_with_who_may_see_it() -> None:
    assert addresses.everybody.access == Access(needs_agent=False)  # type: ignore[attr-defined]
    assert addresses.whoever.access == Access(needs_agent=True)  # type: ignore[attr-defined]
    assert addresses.channels.access == Access(True, Permission.MANAGE_CHANNELS)  # type: ignore[attr-defined]


def test_it_leads_strangers_to_the_sign_in_and_back() -> None:
    answer = Client().get("/channels?page=2")
    assert answer.status_code == 302
    assert answer["Location"] == "/session?next=%2Fchannels%3Fpage%3D2"


def test_it_leads_a_stranger_who_posted_back_to_the_page_with_the_form() -> None:
    answer = Client().post("/channels", headers={"referer": "http://testserver/whoever?x=1"})
    assert answer["Location"] == "/session?next=%2Fwhoever%3Fx%3D1"


def test_it_makes_htmx_leave_the_page_instead_of_swapping_the_sign_in_into_it() -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/queue?view=mine"}
    answer = Client().get("/channels", headers=headers)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/session?next=%2Fqueue%3Fview%3Dmine"


@pytest.mark.parametrize("origin", ["//evil.example/x", "http://testserver//evil.example", "javascript:alert(1)"])
def test_it_sends_nobody_to_another_host(origin: str) -> None:
    answer = Client().post("/channels", headers={"referer": origin})
    assert "evil" not in answer["Location"]
    assert "javascript" not in answer["Location"]


def test_it_tells_in_plain_words_who_may_what() -> None:
    answer = browser(ben()).get("/channels")
    assert answer.status_code == 403
    assert "Owner, Lead" in answer.content.decode()
    assert browser(lea()).get("/channels").status_code == 200


def test_it_never_lets_an_answer_for_agents_be_cached() -> None:
    assert "no-store" in browser(ada()).get("/whoever")["Cache-Control"]


def test_it_lets_the_deactivated_nowhere() -> None:
    assert browser(zed()).get("/whoever").status_code == 302
    assert not any(zed().may(permission) for permission in Permission)


def test_it_gives_every_role_its_grants_and_owners_everything() -> None:
    assert set(GRANTS) == set(Role)
    assert all(ada().may(permission) for permission in Permission)
    assert [who.name for who in (ada(), lea(), ben(), cora(), rio()) if who.may(Permission.ANSWER)] == [
        "Ada",
        "Lea",
        "Ben",
    ]
    assert [who.name for who in (ada(), lea(), ben(), cora(), rio()) if who.may(Permission.MANAGE_PEOPLE)] == ["Ada"]


def test_it_speaks_the_agents_language_and_time() -> None:
    agent = ben()
    agent.language, agent.time_zone = "it", "Atlantic/Azores"
    agent.save()
    answer = browser(agent).get("/whoever", headers={"accept-language": "de"})
    assert answer.content.decode() == "Ben it Atlantic/Azores"
    assert answer["Content-Language"] == "it"
