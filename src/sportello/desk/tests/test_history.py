"""One history of a buyer: above the newest message, beside it, and on a page of its own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, cora, rio
from sportello.channels.models import Channel
from sportello.customers import linking
from sportello.customers.models import LinkedBy
from sportello.inbox import excepting, promising
from sportello.inbox.models import PolicyException, Promise, PromiseKind, Ticket
from sportello.orders.records import (
    BuyerRecord,
    ClaimKind,
    ClaimRecord,
    ClaimState,
    Fulfiller,
    LineRecord,
    Money,
    RefundRecord,
)

from . import world
from .orders import NUMBER, bought, parcel

pytestmark = pytest.mark.django_db
SHOP = BuyerRecord(name="Cleo Marino", email="cleo.marino@posta.example")


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def column_of(client: Client, ticket: Ticket) -> str:
    return page_of(client, f"/tickets/{ticket.pk}").partition('id="buyer"')[2]


def line_of(page: str) -> str:
    return page.partition('class="history__line')[2].partition("</a>")[0].rpartition("</span>")[0].rpartition(">")[2]


def shop() -> Channel:
    return world.channel("shopify", "Casa Lume")


def moka(now: datetime, number: str = "#1042", **told: object) -> None:
    values = {"site": "casalume.example", "lines": (LineRecord("1", "Moka Uno", 1, sku="CL-MOKA"),), "buyer": SHOP}
    bought(number, now=now, on=shop(), **{**values, **told})


def test_it_stands_before_everything_the_buyer_wrote(client: Client, now: datetime) -> None:
    ticket = world.ticket("Dov'è il pacco?", now=now)
    page = page_of(client, f"/tickets/{ticket.pk}").partition('id="content"')[2]
    assert line_of(page) == "First contact."
    first_link = page.partition("<a ")[2]
    assert first_link.startswith('class="history__line')
    assert page.index("history__line") < page.index("<h1") < page.index("Dov&#x27;è il pacco?")


def test_it_counts_contacts_about_an_order_over_all_channels(client: Client, now: datetime) -> None:
    stuck = parcel(now=now - timedelta(days=5), state="exception")
    bought(now=now, shipments=(stuck,))
    ticket = world.ticket(now=now)
    for days, channel in ((3, world.channel("email", "Post")), (2, world.channel())):
        other = world.ticket(now=now - timedelta(days=days), on=channel)
        world.says(world.thread_of(other), "ordine", at=now - timedelta(days=days), order_ids=[NUMBER])
    world.says(world.thread_of(ticket), "ordine", at=now, order_ids=[NUMBER])
    page = page_of(client, f"/tickets/{ticket.pk}")
    assert f"third contact about order {NUMBER}, parcel stuck since" in page


def test_it_shows_the_order_of_the_shop_first_and_what_amazon_may_hear_of_it(client: Client, now: datetime) -> None:
    moka(now - timedelta(days=60))
    bought(now=now)
    ticket = world.ticket("La mia moka perde acqua", now=now)
    page = page_of(client, f"/tickets/{ticket.pk}")
    panel = page.partition('id="orders"')[2]
    assert panel.index("#1042") < panel.index(NUMBER)
    assert "bought in the shop, writes on Amazon" in page
    advice = page.partition('id="advice"')[2].partition("</aside>")[0]
    assert "Bought in the shop. An answer on Amazon:" in advice
    assert "may name the order number" in advice
    assert "no link to the shop" in advice
    assert 'id="composer"' in page.partition('id="advice"')[0]


def test_it_says_nothing_of_channels_where_none_is_crossed(client: Client, now: datetime) -> None:
    bought(now=now)
    assert 'id="advice"' not in page_of(client, f"/tickets/{world.ticket(now=now).pk}")


def test_it_warns_when_somebody_else_bought_what_is_named(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    world.says(world.thread_of(ticket), "ordine", at=now, order_ids=[NUMBER])
    bought(now=now, buyer=BuyerRecord(name="Dora Neri", email="dora@posta.example"))
    advice = page_of(client, f"/tickets/{ticket.pk}").partition('id="advice"')[2].partition("</aside>")[0]
    assert "Bought by somebody else, as far as we know." in advice
    assert "no name, address or other data" in advice


def test_it_shows_claims_with_their_clock_first(client: Client, now: datetime) -> None:
    claim = ClaimRecord("C1", ClaimKind.A_TO_Z, ClaimState.WAITING_FOR_SELLER, now, now, answer_by=now)
    bought(now=now, claims=(claim,))
    page = page_of(client, f"/tickets/{world.ticket(now=now).pk}")
    assert "history__line--late" in page
    assert line_of(page).startswith("Claim open, answer by today")


def test_it_says_what_nobody_can_know(client: Client, now: datetime) -> None:
    bought(now=now, fulfilled_by=Fulfiller.MARKETPLACE)
    page = page_of(client, f"/tickets/{world.ticket(now=now).pk}")
    assert "What nobody can know: Amazon ships this order (FBA)" in page


def test_it_takes_linked_customers_for_one_person(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    other = world.ticket("Fattura?", by="Clea Marino", now=now - timedelta(days=21), on=shop())
    bought("302-7777777-7777777", now=now, buyer=BuyerRecord(email="clea.marino@posta.example"))
    before = column_of(client, ticket)
    made = linking.link(customer=ticket.customer, into=other.customer, way=LinkedBy.HAND, by=ada(), now=now)
    after = column_of(client, ticket)
    for word in ("302-7777777-7777777", "clea.marino@posta.example", "Fattura?"):
        assert word not in before
        assert word in after
    assert "wrote three weeks ago in the shop" in page_of(client, f"/tickets/{ticket.pk}").lower()
    linking.unlink(link=made, by=ada(), now=now)
    assert "302-7777777-7777777" not in column_of(client, ticket)


def test_it_notes_a_promise_and_shows_it_wherever_the_buyer_writes(client: Client, now: datetime) -> None:
    ticket, other = world.ticket(now=now), world.ticket("Altro", now=now - timedelta(days=1))
    day = (timezone.localtime(now) + timedelta(days=1)).date()
    values = {"kind": "refund", "words": "in full", "day": day.isoformat()}
    answer = client.post(f"/tickets/{ticket.pk}/promises", values)
    assert answer.status_code == 303
    page = page_of(client, f"/tickets/{other.pk}")
    assert line_of(page).startswith("We promised a refund by")
    assert "in full" in page
    made = Promise.objects.get()
    client.post(f"/promises/{made.pk}/settlement", {"as": "kept", "on": other.pk})
    assert "promised a refund" not in line_of(page_of(client, f"/tickets/{other.pk}"))
    assert "Ada: the promise was kept" in page_of(client, f"/tickets/{ticket.pk}")


@pytest.mark.parametrize("day", ["", "yesterday", "2020-01-01", "9999-12-31"])
def test_it_refuses_a_day_that_is_none(client: Client, now: datetime, day: str) -> None:
    ticket = world.ticket(now=now)
    client.post(f"/tickets/{ticket.pk}/promises", {"kind": "refund", "day": day})
    assert "Choose today or a day within a year." in page_of(client, f"/tickets/{ticket.pk}")
    assert not Promise.objects.exists()


def test_it_notes_an_exception_and_shows_it_on_the_next_ticket(client: Client, now: datetime) -> None:
    order = bought(now=now)
    ticket = world.ticket(now=now)
    values = {"what": "Return after 40 days", "reason": "Hospital", "approved_by": ada().pk, "order": order.pk}
    client.post(f"/tickets/{ticket.pk}/exceptions", values)
    later = world.ticket("Ancora", now=now)
    page = page_of(client, f"/tickets/{later.pk}")
    assert "Return after 40 days" in page
    assert "approved by Ada" in page
    row = PolicyException.objects.get()
    assert row.order == order
    client.post(f"/exceptions/{row.pk}/withdrawal", {"on": later.pk})
    assert "Return after 40 days" not in page_of(client, f"/tickets/{later.pk}")


def test_it_lets_no_agent_approve_an_exception(enter: Callable[[Agent], Client], now: datetime) -> None:
    ticket = world.ticket(now=now)
    values = {"what": "Return", "reason": "Kind", "approved_by": ben().pk}
    enter(ben()).post(f"/tickets/{ticket.pk}/exceptions", values)
    assert not PolicyException.objects.exists()


def test_it_lets_readers_look_and_not_note(enter: Callable[[Agent], Client], now: datetime) -> None:
    ticket = world.ticket(now=now)
    client = enter(rio())
    assert "/promises" not in page_of(client, f"/tickets/{ticket.pk}")
    assert client.get(f"/tickets/{ticket.pk}/history").status_code == 200
    assert client.post(f"/tickets/{ticket.pk}/promises", {"kind": "refund"}).status_code == 403
    assert enter(cora()).get(f"/tickets/{ticket.pk}/history").status_code == 403


def _everything(now: datetime) -> Ticket:
    """A buyer with one of each thing that can happen."""
    refund = RefundRecord("R1", now - timedelta(hours=5), Money(Decimal(20), "EUR"))
    claim = ClaimRecord("C1", ClaimKind.CASE, ClaimState.WON, now - timedelta(hours=9), now)
    bought(now=now, shipments=(parcel(now=now),), refunds=(refund,), claims=(claim,))
    moka(now)
    ticket = world.ticket("Dov'è il pacco?", now=now)
    day = (now + timedelta(days=2)).date()
    promising.promise(ticket=ticket, kind=PromiseKind.REFUND, words="", day=day, by=ada(), now=now)
    excepting.grant(ticket=ticket, what="Gift", reason="Late", approved_by=ada(), by=ada(), now=now)
    return ticket


def test_it_tells_everything_of_every_channel_newest_first(client: Client, now: datetime) -> None:
    page = page_of(client, f"/tickets/{_everything(now).pk}/history")
    told = page.partition('class="happened"')[2]
    for words in ("Dov&#x27;è il pacco?", f"Order {NUMBER}", "Order #1042", "Refund of €20.00", "Case: Won", "Gift"):
        assert words in told
    assert told.index("We promised a refund") < told.index("Parcel in transit") < told.index("Refund of €20.00")
    assert told.index("Refund of €20.00") < told.index(f"Order {NUMBER}")


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("what=refunds", "Refund of", "Order #1042"),
        ("what=orders&kind=shopify", "Order #1042", NUMBER),
        ("kind=amazon", NUMBER, "Order #1042"),
        ("what=messages", "il pacco?", "Refund of"),
        ("what=nonsense&kind=nonsense&after=nonsense", "Refund of", "There is nothing older."),
        ("what=returns", "Nothing of this kind happened yet.", "Refund of"),
    ],
)
def test_it_shows_what_is_asked_for(client: Client, now: datetime, query: str, there: str, gone: str) -> None:
    page = page_of(client, f"/tickets/{_everything(now).pk}/history?{query}")
    shown = page.partition("</h1>")[2]
    assert there in shown
    assert gone not in shown


def test_it_goes_on_page_by_page_and_tells_nothing_twice(client: Client, now: datetime) -> None:
    ticket = world.ticket("Nummer 0", now=now)
    at = now - timedelta(days=1)
    for n in range(1, 120):
        # Many of one moment: the page breaks among them.
        world.says(world.thread_of(ticket), f"Nummer {n}", at=at - timedelta(minutes=n // 30))
    path, seen = f"/tickets/{ticket.pk}/history?what=messages", []
    for _page in range(3):
        response = client.get(path)
        seen += [item.words for item in response.context["page"].items]
        path = response.context["further"]
    assert not path
    assert sorted(seen) == sorted(f"Nummer {n}" for n in range(120))


def test_it_leads_from_a_message_to_the_ticket_that_holds_it(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    message = world.thread_of(ticket).messages.get()
    response = client.get(reverse("desk:history-message", args=[message.pk]))
    assert response.headers["Location"] == f"/tickets/{ticket.pk}#m{message.pk}"


def test_it_asks_as_often_for_eighty_tickets_as_for_three(client: Client, now: datetime) -> None:
    ticket = _everything(now)
    for n in range(3):
        world.ticket(f"Frage {n}", now=now - timedelta(days=n))
    paths = [f"/tickets/{ticket.pk}", f"/tickets/{ticket.pk}/history", f"/tickets/{ticket.pk}/conversation"]
    for path in paths:
        client.get(path)
    few = [_queries(client, path) for path in paths]
    for n in range(77):
        world.ticket(f"Frage {n}", now=now - timedelta(days=n % 300), due_in=None)
    for n in range(20):
        bought(f"302-{n:07}-0000000", now=now, shipments=(parcel(now=now, number=f"08412053{n:04}"),))
    assert [_queries(client, path) for path in paths] == few


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)
