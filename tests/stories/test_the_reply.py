"""Two questions, one answer: a macro with the parcel's live state, stopped twice, mended, sent and resolved."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.channels import connecting, syncing
from sportello.channels.models import Outbox
from sportello.channels.registry import connector_named
from sportello.cli.demo import World as Outside
from sportello.cli.demo_shop import connect
from sportello.connectors.email import carrying
from sportello.inbox.failing import undelivered
from sportello.inbox.models import Ticket
from sportello.inbox.tests.world import said
from sportello.orders.models import Order, Shipment
from sportello.replies.macros.starting import starter_set, take
from sportello.sandbox import amazon
from sportello.sandbox.aftership.api import API_KEY
from sportello.sandbox.testing import World, running

from .mails import ago, by_amazon
from .waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

ASKS = "Buongiorno, dov'è il mio pacco? L'ho ordinato una settimana fa. E la lampada funziona anche con il varialuce?"
PORTAL = "Per un reso usi https://resi.casalume.example o scriva a resi@casalume.example."
SECOND = "Sì, la lampada funziona anche con il varialuce."
KEYS: dict[str, dict[str, str]] = {
    "amazon": {
        "region": "eu",
        "client_id": amazon.CLIENT_ID,
        "client_secret": amazon.CLIENT_SECRET,
        "refresh_token": amazon.REFRESH_TOKEN,
    },
    "aftership": {"key": API_KEY},
}
MOST_TRIES = 60


def bought(world: World) -> dict[str, Any]:
    """An order of Amazon.it that the shop sent itself and whose parcel is under way."""
    for _ in range(MOST_TRIES):
        order: dict[str, Any] = world.control.post("/orders", json={"kind": "amazon"}).raise_for_status().json()
        if (order["site"], order["fulfilled_by"]) == ("amazon.it", "seller"):
            world.act("pay", "amazon", order["id"])
            world.act("ship", "amazon", order["id"])
            return world.act("scan", "amazon", order["id"], state="in_transit", place="Bologna")
    raise AssertionError("the sandbox sold nothing on Amazon.it")


@contextmanager
def accounts(world: World) -> Iterator[None]:
    """The shop's accounts at Amazon and at the service that follows parcels, connected and read meanwhile."""
    for kind, values in KEYS.items():
        connector = connector_named(kind)
        assert connector is not None
        source = connecting.connect(
            connector=connector, name=kind, values=values, by=None, now=timezone.now(), back_fill=timedelta(days=2)
        )
        source.config |= {"base_url": f"{world.api}/{kind}"}
        source.save()
    stop = threading.Event()
    reader = threading.Thread(target=syncing.sync_all, args=(stop,))
    reader.start()
    try:
        yield
    finally:
        stop.set()
        reader.join()


@contextmanager
def desk(chromium: "Browser", server: "LiveServer") -> Iterator["Page"]:
    """Ben's desk; an error on a page, or something that its policy forbids, fails the test."""
    client, errors = Client(), list[str]()
    client.force_login(Agent.objects.with_email("ben@casalume.example").get())
    context = chromium.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": n, "value": m.value, "url": server.url} for n, m in client.cookies.items()])
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda told: errors.append(told.text) if "Content Security" in told.text else None)
    yield page
    context.set_offline(True)
    context.close()
    assert errors == []


def mail_out(world: World) -> EmailMessage:
    """Let the answer leave; the mail as it reached the server."""
    carrying.drain(clock=timezone.now, on_undelivered=undelivered)
    (mail,) = world.received()
    read = message_from_bytes(world.raw(mail), policy=default)
    assert isinstance(read, EmailMessage)
    return read


def takes_the_macro(page: "Page", number: str) -> None:
    """By the keyboard: the first ticket, its first macro; the parcel's state now and its number are there."""
    from playwright.sync_api import expect

    page.goto("/queue")
    page.locator("#rows a").first.click()
    page.locator("#beside").get_by_role("heading").first.wait_for()
    page.keyboard.press("i")
    page.locator("#macros .pick").first.wait_for()
    page.keyboard.press("Enter")
    answer = page.locator("#answer")
    expect(page.locator("#macros")).to_be_hidden()
    expect(answer).to_have_value(re.compile(rf"in consegna oggi[^$]*{number}"))
    beside = page.locator("#beside")
    expect(beside.locator(".point--yes")).to_contain_text("dov'è il mio pacco?")
    expect(beside.locator(".point--no")).to_contain_text("varialuce")


def is_stopped_and_mends(page: "Page") -> None:
    """Stopped by the linter, then by the review: the portal goes, the second question is answered."""
    from playwright.sync_api import expect

    answer, beside = page.locator("#answer"), page.locator("#beside")
    page.keyboard.press("Control+End")
    page.keyboard.type(f"\n\n{PORTAL}")
    expect(beside.locator("q")).to_contain_text(["https://resi.casalume.example", "resi@casalume.example"])
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply .panel--late")).to_contain_text("No e-mail addresses")
    assert not Outbox.objects.exists()
    answer.fill(answer.input_value().replace(PORTAL, "").strip())
    expect(beside.locator("q")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply .panel--late")).to_contain_text("varialuce")
    assert not Outbox.objects.exists()
    page.keyboard.press("Control+End")
    page.keyboard.type(f"\n\n{SECOND}")
    expect(beside).to_contain_text("Everything is answered.")


@pytest.mark.browser
@pytest.mark.reviewed
@pytest.mark.django_db(transaction=True)
def test_it_answers_both_questions_by_the_rules_and_with_the_parcels_own_state(
    chromium: "Browser", live_server: "LiveServer", tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    with running("--empty") as world:
        order, now = bought(world), timezone.now()
        mailbox = connect(Outside(world.imap, world.smtp, 0, 0, world.user, world.password, tmp_path))
        macros = tuple(macro for macro in starter_set() if "where_is_my_order" in macro.topics)
        take(macros=macros, by=None, now=now, trusted=True)
        raw = by_amazon(ASKS, case="77aa0001", name="Silvia Sala", order=order["number"], at=ago(hours=2)).raw()
        with accounts(world), desk(chromium, live_server) as page:
            said(raw, into=mailbox, at=now)
            parcels = Shipment.objects.filter(state="in_transit").values_list("tracking_number", flat=True)
            (number,) = until(lambda: list(parcels.all()), what="the order")
            Order.objects.update(seen_at=now - timedelta(hours=1))
            Shipment.objects.update(followed_at=now - timedelta(hours=1))
            world.act("scan", "amazon", order["id"], state="out_for_delivery", place="Modena")

            takes_the_macro(page, number)
            is_stopped_and_mends(page)
            page.keyboard.press("Control+Enter")
            expect(page.locator(".msg--out")).to_contain_text(SECOND)
            mail = mail_out(world)
            page.keyboard.press("e")
            expect(page.locator("#toasts")).to_contain_text("resolved")
    assert mail["To"].endswith("+77aa0001@marketplace.amazon.it")
    body = mail.get_content()
    assert number in body
    assert SECOND in body
    assert "casalume" not in body
    assert Ticket.objects.get().resolved_at is not None
