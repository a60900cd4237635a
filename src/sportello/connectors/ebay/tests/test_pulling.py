"""Orders as they come from eBay's interface, over HTTP."""

from datetime import timedelta

import pytest

from sportello.channels.contract import Account, ApiTrouble, OrderPage, TroubleKind
from sportello.connectors.ebay import pulling
from sportello.connectors.ebay.connector import check, order_url
from sportello.orders.records import AfterSale, OrderRecord, OrderState
from sportello.sandbox.testing import Apis

from .conftest import a_little_later, account_at

LONG = timedelta(days=400)


def pulled(account: Account, ebay: Apis, cursor: dict[str, object] | None = None) -> list[OrderPage]:
    """All pages of one reading."""
    now = ebay.world.now()
    return list(pulling.pull_orders(account, cursor or {}, since=now - LONG, now=now))


def by_number(pages: list[OrderPage]) -> dict[str, OrderRecord]:
    """The last state of each order."""
    return {order.number: order for page in pages for order in page.orders}


def news(pages: list[OrderPage]) -> list[AfterSale]:
    """What was told besides orders."""
    return [one for page in pages for one in page.news]


def test_it_reads_every_order_with_its_parts(ebay: Apis, account: Account) -> None:
    pages = pulled(account, ebay)
    found, real = by_number(pages), ebay.world.orders("ebay")
    assert len(real) > 10
    assert set(found) == {order.id for order in real}
    for order in real:
        record = found[order.id]
        assert record.site == order.site
        assert record.total is not None
        assert record.total.amount == order.total
        assert record.total.currency == order.currency
        assert record.buyer.user_name == order.buyer.ebay_user
        assert record.buyer.name == order.buyer.name
        assert record.buyer.relay.endswith(f"@members.{order.site}")
        assert [line.codes["ebay_item"] for line in record.lines] == [line.ebay_item for line in order.lines]
        assert [line.unit_price.amount for line in record.lines if line.unit_price] == [
            line.unit_price for line in order.lines
        ]
        assert {refund.money.amount for refund in record.refunds or () if refund.money} == {
            r.amount for r in order.refunds
        }
        assert (record.state is OrderState.CANCELLED) == (order.state == "cancelled")
        assert (record.cancel_wanted_at is not None) == (order.cancel_wished_at is not None)


def test_it_reads_parcels_of_orders_that_changed_lately(ebay: Apis, account: Account) -> None:
    found = by_number(pulled(account, ebay))
    recent = [order for order in ebay.world.orders("ebay") if order.parcels]
    told = [found[order.id] for order in recent if found[order.id].shipments is not None]
    assert told
    for record in told:
        real = ebay.world.order("ebay", record.number)
        assert real is not None
        assert record.shipments is not None
        assert {s.tracking_number for s in record.shipments} == {parcel.tracking for parcel in real.parcels}
        assert {s.carrier for s in record.shipments} == {parcel.carrier for parcel in real.parcels}
        assert all(set(s.line_ids) <= {line.external_id for line in record.lines} for s in record.shipments)


def test_it_counts_for_a_progress_bar_and_goes_on_from_its_cursor(ebay: Apis, account: Account) -> None:
    pages = pulled(account, ebay)
    assert pages[0].total == len(ebay.world.orders("ebay"))
    assert pages[-1].done == pages[-1].total
    last = dict(pages[-1].cursor)
    order = next(order for order in ebay.world.orders("ebay") if order.state == "unshipped")
    a_little_later(ebay)
    ebay.world.act("ship", "ebay", order.id, carrier="dhl", tracking="00340434161094042557")
    again = by_number(pulled(account, ebay, last))
    assert again[order.id].state is OrderState.SHIPPED
    assert len(again) < 10


def test_it_may_stop_at_any_page_and_lose_nothing(
    ebay: Apis, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "LIMIT", 5)
    now, real = ebay.world.now(), {order.id for order in ebay.world.orders("ebay")}
    cursor: dict[str, object] = {}
    found: set[str] = set()
    for _ in range(100):
        page = next(iter(pulling.pull_orders(account, cursor, since=now - LONG, now=now)))
        found |= {order.number for order in page.orders}
        cursor = dict(page.cursor)
        if found == real:
            break
    assert found == real


def test_it_loses_no_order_when_the_list_moves_under_it(
    ebay: Apis, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "LIMIT", 3)
    ebay.faults("ebay", moving_pages=True)
    found = by_number(pulled(account, ebay))
    assert ebay.hosting.state("ebay").touched
    assert set(found) == {order.id for order in ebay.world.orders("ebay")}


def test_it_asks_again_only_for_a_little(ebay: Apis, account: Account) -> None:
    cursor = dict(pulled(account, ebay)[-1].cursor)
    before = len(ebay.asked())
    pulled(account, ebay, cursor)
    assert len(ebay.asked()) - before < 12


def test_it_tells_returns_and_claims_with_their_clocks(ebay: Apis, account: Account) -> None:
    delivered = [order for order in ebay.world.orders("ebay") if order.state == "delivered" and not order.claims][:14]
    for order in delivered[:3]:
        ebay.world.act("open_return", "ebay", order.id, reason="damaged", words="Das Glas ist gesprungen.")
    shipped = [order for order in ebay.world.orders("ebay") if order.state == "shipped" and not order.claims]
    for order in (*delivered[3:], *shipped):
        ebay.world.act("open_claim", "ebay", order.id)
    told = news(pulled(account, ebay))
    real = {order.id: order for order in ebay.world.orders("ebay") if order.returns or order.claims}
    assert {one.number for one in told} == set(real)
    claims = {claim.external_id: (one.number, claim) for one in told for claim in one.claims}
    opened = [(order, claim) for order in real.values() for claim in order.claims]
    assert {(number, key) for key, (number, _) in claims.items()} == {(order.id, claim.id) for order, claim in opened}
    assert {claim.kind for _, claim in claims.values()} == {"inquiry", "case", "dispute"}
    for _, claim in opened:
        answer_by = claims[claim.id][1].answer_by
        assert answer_by == (claim.respond_by.replace(microsecond=answer_by.microsecond) if answer_by else None)
        assert (answer_by is not None) == (claim.state == "open")
    returns = [back for one in told if one.number == delivered[0].id for back in one.returns]
    assert returns[-1].answer_by is not None
    assert returns[-1].words == "Das Glas ist gesprungen."
    assert returns[-1].line_ids


def test_it_tells_after_sales_again_only_when_they_changed(ebay: Apis, account: Account) -> None:
    cursor = dict(pulled(account, ebay)[-1].cursor)
    assert news(pulled(account, ebay, cursor)) == []
    order = next(o for o in ebay.world.orders("ebay") if o.state == "delivered" and not o.returns)
    ebay.world.act("open_return", "ebay", order.id)
    pages = pulled(account, ebay, cursor)
    assert [one.number for one in news(pages)] == [order.id]
    assert news(pulled(account, ebay, dict(pages[-1].cursor))) == []


def test_it_fetches_one_order_and_knows_when_there_is_none(ebay: Apis, account: Account) -> None:
    order = ebay.world.orders("ebay")[0]
    now = ebay.world.now()
    record = pulling.fetch_order(account, order.id, site="", now=now)
    assert record is not None
    assert record.number == order.id
    assert record.shipments is not None
    assert pulling.fetch_order(account, "01-00000-00000", site="", now=now) is None
    assert pulling.fetch_order(account, "../../identity", site="", now=now) is None


def test_it_renews_a_token_that_has_ended_once(ebay: Apis, account: Account) -> None:
    now = ebay.world.now()
    number = ebay.world.orders("ebay")[0].id
    assert pulling.fetch_order(account, number, site="", now=now)
    ebay.world.expire_tokens("ebay")
    a_little_later(ebay)
    assert pulling.fetch_order(account, number, site="", now=ebay.world.now())
    assert [asked.status for asked in ebay.asked() if "oauth2" in asked.path] == [200, 200]


def test_it_says_that_a_consent_was_taken_back(ebay: Apis, account: Account) -> None:
    ebay.faults("ebay", revoked=True)
    with pytest.raises(ApiTrouble) as trouble:
        pulled(account, ebay)
    assert trouble.value.kind is TroubleKind.CREDENTIALS
    assert "invalid_grant" in trouble.value.words


@pytest.mark.parametrize(("after", "seconds"), [(7.0, 7), (None, 900)])
def test_it_waits_when_throttled_with_and_without_a_header(
    ebay: Apis, account: Account, after: float | None, seconds: int
) -> None:
    pulling.fetch_order(account, "01-00000-00000", site="", now=ebay.world.now())
    ebay.faults("ebay", throttle=1, retry_after=after)
    with pytest.raises(ApiTrouble) as trouble:
        pulled(account, ebay)
    assert trouble.value.kind is TroubleKind.THROTTLED
    assert trouble.value.retry_after == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("fail", TroubleKind.SERVER), ("truncate", TroubleKind.NONSENSE), ("drop", TroubleKind.LOST)],
)
def test_it_names_each_fault(ebay: Apis, account: Account, fault: str, kind: TroubleKind) -> None:
    pulling.fetch_order(account, "01-00000-00000", site="", now=ebay.world.now())
    ebay.faults("ebay", **{fault: 1})
    with pytest.raises(ApiTrouble) as trouble:
        pulled(account, ebay)
    assert trouble.value.kind is kind


def test_it_reads_with_a_clock_that_runs_ahead(ebay: Apis, account: Account) -> None:
    now = ebay.world.now()
    pages = list(pulling.pull_orders(account, {}, since=now - LONG, now=now + timedelta(hours=6)))
    assert set(by_number(pages)) == {order.id for order in ebay.world.orders("ebay")}


def test_it_counts_calls_of_a_day_at_the_stand_in(ebay: Apis, account: Account) -> None:
    ebay.hosting.state("ebay").calls["fulfillment", ebay.world.now().date().isoformat()] = 5_000
    with pytest.raises(ApiTrouble) as trouble:
        pulled(account, ebay)
    assert trouble.value.kind is TroubleKind.THROTTLED


def test_it_checks_what_it_may_read_and_send(ebay: Apis, account: Account) -> None:
    standing = check(account, now=ebay.world.now())
    assert standing.account_name == "casalume_shop"
    assert standing.orders
    assert standing.messages == len(ebay.world.conversations())
    assert standing.may_send
    assert standing.missing == ()
    ebay.hosting.state("ebay").granted -= {"https://api.ebay.com/oauth/api_scope/commerce.message"}
    poorer = check(account_at(ebay), now=ebay.world.now())
    assert poorer.missing == ("Messages",)
    assert not poorer.may_send


def test_it_reads_orders_though_after_sales_are_not_allowed(ebay: Apis) -> None:
    ebay.hosting.state("ebay").granted -= {"https://api.ebay.com/oauth/api_scope/sell.payment.dispute"}
    assert by_number(pulled(account_at(ebay), ebay))


def test_it_knows_the_orders_page_of_each_site() -> None:
    page = order_url("01-23456-78901", site="ebay.de", config={})
    assert page == "https://www.ebay.de/mesh/ord/details?mode=SH&orderid=01-23456-78901"
    assert order_url("1", site="", config={"site": "ebay.it"}).startswith("https://www.ebay.it/")
    assert order_url("1", site="ebay.example", config={}).startswith("https://www.ebay.com/")
