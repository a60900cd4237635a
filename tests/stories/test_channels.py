"""An account is connected in a browser: its orders come, and one stands beside the ticket with its parcel."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from sportello.cli.demo import PASSWORD
from sportello.sandbox.shopify.state import CLIENT_ID, CLIENT_SECRET
from sportello.sandbox.testing import World, running

from .house import House, house, place
from .ledger import Ledger
from .waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ORDERS = 14
TRACKING = "00340434161094042557"
SLOWLY = 2.0


@pytest.fixture(scope="module")
def shop() -> Iterator[World]:
    """A sandbox in which fourteen people have bought in Casa Lume's own shop."""
    with running("--empty") as world:
        for _ in range(ORDERS):
            world.control.post("/orders", json={"kind": "shopify"}).raise_for_status()
        yield world


@pytest.fixture(scope="module")
def opened(shop: World) -> Iterator[House]:
    """A house with its people and its mailbox, and no account yet."""
    with place() as where:
        where.open_shop(shop)
        with house(where) as started:
            yield started


@pytest.fixture
def page(opened: House, chromium: "Browser") -> "Iterator[Page]":
    """Ada, the owner, at a desk whose scripts must not fail."""
    troubles: list[str] = []
    context = chromium.new_context(base_url=opened.url, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    found = context.new_page()
    found.on("pageerror", lambda error: troubles.append(str(error)))
    found.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
    sign_in(found)
    yield found
    context.close()
    assert troubles == []


def sign_in(page: "Page") -> None:
    page.goto("/")
    page.get_by_label("E-mail").fill("ada@casalume.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/queue*")


def fill_in(page: "Page", shop: World, *, secret: str) -> None:
    """The form of a shop, as its owner fills it in."""
    page.goto("/channels/connect")
    page.get_by_role("link", name="Shopify").click()
    page.get_by_label("Shop", exact=True).fill("casa-lume")
    page.get_by_label("Client ID").fill(CLIENT_ID)
    page.get_by_label("Client secret").fill(secret)
    page.get_by_text("For a test system").click()
    page.get_by_label("Address of the API").fill(f"{shop.api}/shopify")


def bought(shop: World) -> dict[str, Any]:
    """One of the orders, shipped, and its parcel seen on its way."""
    orders: list[dict[str, Any]] = shop.control.get("/orders", params={"kind": "shopify"}).json()
    order = orders[0]
    shop.act("ship", "shopify", order["id"], carrier="dhl", tracking=TRACKING)
    shop.act("scan", "shopify", order["id"], state="in_transit", place="Bologna")
    return order


def test_it_connects_a_shop_and_shows_the_order_beside_the_ticket(opened: House, shop: World, page: "Page") -> None:
    order = bought(shop)
    fill_in(page, shop, secret="shpss_awrongone")
    page.get_by_role("button", name="Test").click()
    page.get_by_role("alert").get_by_text("refuses our credentials").wait_for()
    page.get_by_label("Client secret").fill(CLIENT_SECRET)
    page.get_by_role("button", name="Test").click()
    page.get_by_role("status").get_by_text(f"We read {ORDERS} orders").wait_for()
    shop.interface_faults("shopify", slow=SLOWLY)
    page.get_by_role("button", name="Connect", exact=True).click()
    page.wait_for_url("**/channels/accounts/*")
    until(lambda: page.reload() and page.locator(f'progress[max="{ORDERS}"]').count(), seconds=40, what="the bar")
    shop.interface_faults("shopify")
    page.locator("#state").get_by_text("Works").wait_for()
    assert page.locator("progress").count() == 0
    see_order_beside_ticket(opened, shop, page, order)


def see_order_beside_ticket(opened: House, shop: World, page: "Page", order: dict[str, Any]) -> None:
    """The buyer writes; the ticket shows the order, its parcel, and where to follow it."""
    ledger = Ledger(opened.place.env["DATABASE_URL"])
    assert ledger.number("SELECT count(*) FROM orders_order") == ORDERS
    text = f"Buongiorno, dov'e il pacco dell'ordine {order['number']}?"
    shop.control.post(f"/orders/shopify/{order['id']}/write", json={"text": text}).raise_for_status()
    until(lambda: ledger.number("SELECT count(*) FROM inbox_ticket") == 1, seconds=40, what="the ticket")
    page.goto("/queue")
    page.locator("#rows a").first.click()
    page.wait_for_url("**/tickets/*")
    card = page.locator("article.order", has_text=order["number"])
    card.wait_for()
    link = card.get_by_role("link", name=TRACKING)
    assert (link.get_attribute("href") or "").startswith("https://")
    assert "dhl" in (link.get_attribute("href") or "")
