"""The counter opens: a mail comes in, an agent answers it in a browser, and the answer leaves in the right thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import TYPE_CHECKING

import pytest

from sportello.cli.demo import PASSWORD
from sportello.sandbox.testing import World, running

from .house import House, Place, house, place
from .ledger import Ledger
from .mails import SHOP, Mail, ago, by_amazon, by_mail, by_walmart
from .waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LATE = by_amazon(
    "Siete in ritardo.", case="77aa0001late", name="Dora Tardi", order="406-1111111-0000001", at=ago(hours=25)
)
SOON = by_amazon(
    "La base traballa.\nMi mandate un piedino?",
    case="77aa0002soon",
    name="Cleo Presto",
    order="406-1111111-0000002",
    at=ago(hours=21),
)
LATER = by_amazon(
    "Che attacco ha?", case="77aa0003later", name="Bice Domani", order="406-1111111-0000003", at=ago(hours=5)
)
WEST = by_walmart("The stand is bent.", key="77aa04", name="Walter West", at=ago(hours=2))
POST = by_mail("Quando riaprite?", key="mara", name="Mara Posta", at=ago(hours=0.5))
BY_DEADLINE = ["Dora Tardi", "Cleo Presto", "Bice Domani", "Walter West", "Mara Posta"]


@dataclass(frozen=True)
class Counter:
    """An open house with five buyers waiting, and its world."""

    house: House
    world: World
    chromium: "Browser"

    @contextmanager
    def page(self, *, scripts: bool = True) -> "Iterator[Page]":
        """A page of a browser that fails the test when a script of ours fails or something breaks the policy."""
        troubles: list[str] = []
        context = self.chromium.new_context(
            base_url=self.house.url, java_script_enabled=scripts, viewport={"width": 1440, "height": 900}
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        try:
            yield page
        finally:
            context.close()
        assert troubles == []

    def sent_to(self, mail: Mail) -> Message:
        """The one mail that the world's server received for whoever wrote that mail."""
        mails = until(lambda: [one for one in self.world.received() if one["recipients"] == [mail.sender]])
        assert len(mails) == 1
        assert mails[0]["sender"] == SHOP
        return message_from_bytes(self.world.raw(mails[0]))


@pytest.fixture(scope="module")
def counter(chromium: "Browser") -> Iterator[Counter]:
    with running("--empty") as world, place() as where:
        for mail in (POST, LATER, WEST, LATE, SOON):
            world.deliver(mail.raw())
        where.open_shop(world)
        with house(where) as opened:
            ledger = Ledger(where.env["DATABASE_URL"])
            until(lambda: ledger.number("SELECT count(*) FROM inbox_ticket") == 5, seconds=40, what="five tickets")
            yield Counter(opened, world, chromium)


def sign_in(page: "Page") -> None:
    page.goto("/")
    page.get_by_label("E-mail").fill("ben@casalume.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/queue*")


def names(page: "Page") -> list[str]:
    return page.locator("#rows .entry__who b").all_inner_texts()


def answer(page: "Page", name: str, text: str) -> None:
    page.get_by_role("link", name=name).click()
    page.wait_for_url("**/tickets/*")
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator(".msg--out .msg__text").wait_for()


@pytest.mark.parametrize(
    ("scripts", "mail", "name"), [(True, SOON, "Cleo Presto"), (False, LATER, "Bice Domani")], ids=["js", "no-js"]
)
def test_it_answers_a_buyer_of_amazon_in_the_right_thread(
    counter: Counter, scripts: bool, mail: Mail, name: str
) -> None:
    with counter.page(scripts=scripts) as page:
        sign_in(page)
        listed = names(page)
        assert listed == [each for each in BY_DEADLINE if each in listed]
        assert name in listed
        answer(page, name, "Gentile cliente,\nil piedino parte domani.\nCasa Lume")
        assert page.locator(".msg--in .msg__text").inner_text() in mail.body
        assert page.locator(".msg--out .msg__text").inner_text().startswith("Gentile cliente,")
        page.goto("/queue")
        assert name not in names(page)
    letter = counter.sent_to(mail)
    assert letter["To"] == mail.sender
    assert letter["In-Reply-To"] == mail.message_id
    assert letter["References"].split()[-1] == mail.message_id
    assert letter["Subject"].startswith("Re: ")
    assert SHOP in letter["From"]
    assert letter["Message-ID"] != mail.message_id
    assert letter.get_content_type() == "text/plain"
    body = letter.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body.decode().split("\r\n")[:3] == ["Gentile cliente,", "il piedino parte domani.", "Casa Lume"]


def test_it_shows_a_mail_that_drops_in_without_a_reload(counter: Counter) -> None:
    urgent = by_amazon(
        "E adesso?", case="77aa0009new", name="Nina Nuova", order="406-1111111-0000009", at=ago(hours=30)
    )
    with counter.page() as page:
        sign_in(page)
        page.wait_for_selector('html[data-live="on"]')
        page.evaluate("window.neverReloaded = true")
        counter.world.deliver(urgent.raw())
        page.get_by_role("link", name="Nina Nuova").wait_for()
        assert names(page)[0] == "Nina Nuova"
        assert page.evaluate("window.neverReloaded") is True


def test_it_asks_an_empty_house_for_its_first_owner(chromium: "Browser") -> None:
    with place() as where, house(where) as opened:
        context = chromium.new_context(base_url=opened.url)
        page = context.new_page()
        set_up(page)
        assert names(page) == []
        context.close()
        assert owners(where) == [("zoe@luce.example", "owner")]


def set_up(page: "Page") -> None:
    page.goto("/")
    page.get_by_label("Name").fill("Zoe Luce")
    page.get_by_label("E-mail").fill("zoe@luce.example")
    page.get_by_label("Password").fill("una frase che so soltanto io")
    page.get_by_role("button", name="Create the owner's account").click()
    page.wait_for_url("**/queue*")


def owners(where: Place) -> list[tuple[str, str]]:
    return [(str(email), str(role)) for email, role in Ledger(where.env["DATABASE_URL"]).rows(AGENTS)]


AGENTS = "SELECT email, role FROM accounts_agent"
