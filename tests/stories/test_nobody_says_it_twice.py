"""One buyer, one broken lamp, three conversations: one answer and two notices, and all of it can be undone."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben
from sportello.channels.models import Outbox
from sportello.inbox.merging import survivor_of
from sportello.inbox.models import Direction, Holding, Merge, Message, Obligation, Ticket
from sportello.inbox.tests.world import amazon, at_once, mail, said, ticket_of

from .at_desk import _Forms

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

ORDER = "302-7654321-1234567"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
CONTACT = (
    "Hello,\n\nWe have been contacted by a customer regarding the order identified below.\n\n"
    f"Order# {ORDER}\nReason: Damaged\nDetails: The buyer says the lamp is broken.\n\nPlease respond to the customer."
)


def three(now: datetime) -> tuple[Message, Message, Message]:
    """What arrives within an hour: a message on Amazon, its customer service's contact, a mail to the shop."""
    relay = said(amazon("Die Lampe ist kaputt.", case="77aa0001", at=now - timedelta(minutes=50)), at=now)
    contact = mail(
        CONTACT,
        sender="cs-contact@amazon.de",
        name="Amazon.de Customer Service",
        subject=f"Customer contact about order {ORDER}",
        at=now - timedelta(minutes=30),
    )
    by_mail = mail(f"My lamp is broken, order {ORDER}. Please help!", name="Kim Muster", at=now - timedelta(minutes=10))
    return relay, said(contact, at=now), said(by_mail, at=now)


def enter(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def text(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def answer_form(page: str, ticket: int) -> dict[str, Any]:
    """The answer's form as the page offers it, with what it proposes for the other conversations."""
    forms = _Forms()
    forms.feed(page)
    hidden = next(fields for action, fields in forms.found.items() if action.startswith(f"/tickets/{ticket}/messages"))
    chosen = re.findall(r'name="(way-\d+)" value="(\w+)" checked', page)
    notices = re.findall(r'<textarea name="(notice-\d+)"[^>]*>([^<]*)<', page)
    return {**hidden, "also": re.findall(r'name="also" value="(\d+)"', page), **dict(chosen), **dict(notices)}


def sent() -> list[tuple[int, str]]:
    out = Message.objects.filter(direction=Direction.OUT).order_by("pk")
    return [(message.thread_id, message.kind) for message in out]


@pytest.mark.django_db
def test_it_answers_one_issue_once_wherever_it_was_written() -> None:
    now = timezone.now()
    relay, contact, by_mail = three(now)
    tickets = [ticket_of(message).pk for message in (relay, contact, by_mail)]
    assert len(set(tickets)) == 3
    client = enter(ben())
    asked = client.post("/bulk/merging?view=owed", {"ticket": tickets})
    assert "Kim Muster" in text(client, asked["Location"])
    client.post("/bulk/merging?view=owed", {"ticket": tickets, "confirmed": "1"})
    ticket = Ticket.objects.get(pk=tickets[0])
    assert ticket.primary_id == relay.thread_id
    assert (
        "Answers are still owed in 3 conversations"
        in client.post(f"/tickets/{ticket.pk}/resolution", follow=True).content.decode()
    )

    form = answer_form(text(client, f"/tickets/{tickets[2]}"), ticket.pk)
    form |= {"text": "Wir senden Ihnen morgen eine neue Lampe.", "then": "resolve"}
    client.post(f"/tickets/{ticket.pk}/messages", form)
    client.post(f"/tickets/{ticket.pk}/messages", form)
    assert sorted(sent()) == sorted(
        [(relay.thread_id, "answer"), (contact.thread_id, "notice"), (by_mail.thread_id, "notice")]
    )
    notice = Outbox.objects.get(recipient="cleo@posta.example")
    assert ORDER not in notice.text
    assert "Amazon" not in notice.text
    assert "[" not in notice.text
    assert "{" not in notice.text
    ticket.refresh_from_db()
    assert ticket.resolved_at is not None
    assert not Obligation.objects.filter(ended_at=None).exists()

    undo = ",".join(str(row.pk) for row in Merge.objects.all())
    client.post("/merges/removal", {"merge": undo})
    assert [ticket_of(message).pk for message in (relay, contact, by_mail)] == tickets
    assert Message.objects.count() == 6
    again = said(amazon("Danke!", case="77aa0001", at=now), at=now)
    assert ticket_of(again).pk == tickets[0]


@pytest.mark.django_db(transaction=True)
def test_it_stays_whole_when_eight_agents_merge_answer_and_part_at_once() -> None:
    now = timezone.now()
    messages = three(now)
    tickets = [ticket_of(message).pk for message in messages]
    agents = [
        Agent.objects.create(email=f"a{n}@casalume.example", name=f"Agent {n}", role="agent", created_at=now)
        for n in range(8)
    ]
    codes: list[int] = []

    def work(number: int) -> None:
        client = enter(agents[number])
        for step in range(2):
            one, other = tickets[(number + step) % 3], tickets[(number + step + 1) % 3]
            codes.append(client.post(f"/tickets/{one}/merges", {"ticket": other}).status_code)
            page = text(client, f"/tickets/{one}")
            shown = re.search(r'action="/tickets/(\d+)/messages', page)
            if shown is None:
                continue  # It was merged between two looks of the page and holds nothing any more.
            survivor = int(shown[1])
            form = answer_form(page, survivor)
            answer = client.post(f"/tickets/{survivor}/messages", form | {"text": f"Answer {number}.{step}"})
            codes.append(answer.status_code)
            row = Merge.objects.filter(undone_at=None).order_by("pk").last()
            if row is not None and number % 2:
                codes.append(client.post("/merges/removal", {"merge": row.pk}).status_code)

    at_once(*(partial(work, number) for number in range(8)))
    assert {*codes} <= {302, 303, 404, 409, 422}, sorted({*codes})
    out = list(Message.objects.filter(direction=Direction.OUT, kind="answer").values_list("thread", "text"))
    assert len(out) == len({*out})
    assert Outbox.objects.count() == Message.objects.filter(direction=Direction.OUT).count()
    for holding in Holding.objects.select_related("ticket"):
        home = holding.home_id or holding.ticket_id
        assert survivor_of(home) == holding.ticket_id
        assert holding.ticket.merged_into_id is None
    assert not Obligation.objects.filter(ended_at=None).exists()


@pytest.fixture
def browser_page(chromium: "Browser", live_server: "LiveServer") -> "Iterator[Callable[..., Page]]":
    """Opens pages in which Ada is signed in; an error on one fails the test."""
    contexts: list[Any] = []
    errors: list[str] = []

    def open_page(path: str, **options: Any) -> "Page":
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        cookies = enter(ada()).cookies.items()
        context.add_cookies([{"name": n, "value": m.value, "url": live_server.url} for n, m in cookies])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda told: errors.append(told.text) if "Content Security" in told.text else None)
        page.goto(path)
        page.locator("[data-htmx-powered]").first.wait_for(state="attached")
        return page

    yield open_page
    for context in contexts:
        context.set_offline(True)
        context.close()
    assert errors == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_is_done_by_the_keyboard_and_taken_back_by_a_click(browser_page: "Callable[..., Page]") -> None:
    from playwright.sync_api import expect

    relay, contact, by_mail = three(timezone.now())
    ticket, other, last = (ticket_of(message).pk for message in (relay, contact, by_mail))
    page = browser_page(f"/tickets/{ticket}")
    page.keyboard.press("m")
    expect(page.locator("#merging")).to_be_visible()
    expect(page.locator("#merge-choices")).to_contain_text(f"#{other}")
    page.locator(f"#merge-choices [value='{other}']").check()
    page.locator("#merging input[type=search]").fill("Kim Muster")
    expect(page.locator("#merge-choices")).to_contain_text(f"#{last}")
    page.locator(f"#merge-choices [value='{last}']").check()
    page.get_by_role("button", name="Merge into this ticket").click()
    expect(page.locator("#toasts")).to_contain_text("Merged.")
    page.locator("#toasts .toast__act").click()
    expect(page.locator("#toasts")).to_contain_text(f"Parted again: #{last}.")
    expect(page.locator(".also__one")).to_have_count(0)
    for merged, number in enumerate((other, last), start=1):
        page.keyboard.press("m")
        page.locator("#merging input[type=search]").fill(str(number))
        page.locator(f"#merge-choices [value='{number}']").check()
        page.get_by_role("button", name="Merge into this ticket").click()
        expect(page.locator(".also__one")).to_have_count(merged)
        expect(page.locator("#said")).to_contain_text(f"merged ticket {number} into this one")
    expect(page.locator(".also [value=notice]:checked")).to_have_count(2)
    page.keyboard.press("r")
    page.keyboard.type("Morgen kommt eine neue Lampe.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Sent to 3 conversations.")
    expect(page.locator(".msg--out")).to_have_count(3)
    page.locator(".rule__undo").first.click()
    expect(page.locator("#toasts")).to_contain_text("Parted again:")
    assert len(sent()) == 3


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_fits_a_phone(browser_page: "Callable[..., Page]") -> None:
    relay, contact, by_mail = three(timezone.now())
    client, ticket = enter(ada()), ticket_of(relay).pk
    others = [ticket_of(message).pk for message in (contact, by_mail)]
    client.post(f"/tickets/{ticket}/merges", {"ticket": others})
    page = browser_page(f"/tickets/{ticket}", **PHONE)
    page.locator("#answer").tap()
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert page.evaluate(wide) is False
    assert page.locator(".also").is_visible()
    assert page.locator("#reply [data-send]").is_visible()
    page.goto(f"/tickets/{ticket}/merging?q=Kim")
    assert page.evaluate(wide) is False
