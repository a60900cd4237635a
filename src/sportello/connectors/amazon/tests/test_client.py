"""Calls to the Selling Partner API: tokens, rates, refusals, against a server on this machine."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.connectors.amazon import operations
from sportello.connectors.amazon.client import Client, foreign
from sportello.connectors.amazon.operations import GET_ORDER, SEARCH_ORDERS, Operation
from sportello.connectors.amazon.tokens import access_token

from .api import NOW, Api, Asked, Said, account, answering

UNAUTHORISED = Said(
    403, {"errors": [{"code": "Unauthorized", "message": "The access token you provided has expired."}]}
)


def _trouble(api: Api) -> ApiTrouble:
    with Client(account(api.url), now=NOW) as client, pytest.raises(ApiTrouble) as trouble:
        client.call(GET_ORDER, path={"orderId": "1"})
    return trouble.value


def _login(*values: str) -> Callable[[], Said]:
    given = iter(values)
    return lambda: Said(200, {"access_token": next(given), "token_type": "bearer", "expires_in": 3600})


def test_it_signs_in_once_and_keeps_the_token() -> None:
    with answering(lambda _asked: Said(200, {"access_token": "Atza|kept", "expires_in": 3600}), tokens=False) as api:
        shop = account(api.url)
        first = access_token(shop, scope="", now=NOW)
        again = access_token(shop, scope="", now=NOW + timedelta(minutes=50))
        assert (first, again) == ("Atza|kept", "Atza|kept")
        assert len(api.asked) == 1
        access_token(shop, scope="", now=NOW + timedelta(minutes=59))
    assert len(api.asked) == 2
    assert api.asked[0].body == {
        "grant_type": "refresh_token",
        "refresh_token": "Atzr|r",
        "client_id": "amzn1.application-oa2-client.x",
        "client_secret": "s",
    }


def test_it_forgives_blanks_around_what_was_pasted() -> None:
    with answering(lambda _asked: Said(200, {"access_token": "a", "expires_in": 3600}), tokens=False) as api:
        shop = account(api.url)
        shop.secrets["refresh_token"] = " Atzr|r\n"
        access_token(shop, scope="", now=NOW)
    assert api.asked[0].body["refresh_token"] == "Atzr|r"


def test_it_asks_for_a_grantless_token_with_its_scope_only() -> None:
    with answering(lambda _asked: Said(200, {"access_token": "a", "expires_in": 3600}), tokens=False) as api:
        access_token(account(api.url), scope=operations.NOTIFICATIONS_SCOPE, now=NOW)
    assert api.asked[0].body == {
        "grant_type": "client_credentials",
        "scope": "sellingpartnerapi::notifications",
        "client_id": "amzn1.application-oa2-client.x",
        "client_secret": "s",
    }


def test_it_forgets_the_token_of_other_credentials() -> None:
    with answering(lambda _asked: Said(200, {"access_token": "a", "expires_in": 3600}), tokens=False) as api:
        shop = account(api.url)
        access_token(shop, scope="", now=NOW)
        shop.secrets["refresh_token"] = "Atzr|other"
        access_token(shop, scope="", now=NOW)
    assert len(api.asked) == 2


def test_it_renews_a_token_that_has_ended_once() -> None:
    logins = _login("old", "new")

    def answers(asked: Asked) -> Said:
        if asked.path == "/auth/o2/token":
            return logins()
        return Said(200, {"ok": 1}) if asked.headers["x-amz-access-token"] == "new" else UNAUTHORISED

    with answering(answers, tokens=False) as api, Client(account(api.url), now=NOW) as client:
        assert client.call(GET_ORDER, path={"orderId": "1"}) == {"ok": 1}
    assert api.paths().count("/auth/o2/token") == 2


def test_it_calls_a_role_that_is_missing_a_missing_permission() -> None:
    with answering(lambda _asked: UNAUTHORISED) as api:
        trouble = _trouble(api)
    assert trouble.kind is TroubleKind.PERMISSION
    assert len(api.asked) == 2


@pytest.mark.parametrize(
    ("status", "error"), [(400, "invalid_grant"), (401, "invalid_client"), (400, "unauthorized_client")]
)
def test_it_says_that_revoked_credentials_are_refused(status: int, error: str) -> None:
    said = Said(status, {"error": error, "error_description": "The request has an invalid grant parameter"})
    with answering(lambda _asked: said, tokens=False) as api, pytest.raises(ApiTrouble) as trouble:
        access_token(account(api.url), scope="", now=NOW)
    assert trouble.value.kind is TroubleKind.CREDENTIALS
    assert error in trouble.value.words


@pytest.mark.parametrize(
    "body", [b'{"access_tok', b"[]", b"{}", b'"x"', b'{"access_token": "a", "expires_in": "soon"}']
)
def test_it_takes_no_nonsense_for_a_token(body: bytes) -> None:
    with answering(lambda _asked: Said(200, body), tokens=False) as api, pytest.raises(ApiTrouble) as trouble:
        access_token(account(api.url), scope="", now=NOW)
    assert trouble.value.kind is TroubleKind.NONSENSE


QUOTA = {"errors": [{"code": "QuotaExceeded", "message": "You exceeded your quota for the requested resource."}]}


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, 1 / 0.0056),
        ({"x-amzn-RateLimit-Limit": "0.01"}, 100),
        ({"x-amzn-RateLimit-Limit": "nonsense"}, 1 / 0.0056),
        ({"x-amzn-RateLimit-Limit": "-4"}, 1 / 0.0056),
        ({"Retry-After": "7"}, 7),
    ],
)
def test_it_waits_as_long_as_a_refused_call_needs(headers: dict[str, str], wait: float) -> None:
    with answering(lambda _asked: Said(429, QUOTA, headers)) as api:
        shop = account(api.url)
        with Client(shop, now=NOW) as client, pytest.raises(ApiTrouble) as trouble:
            client.call(SEARCH_ORDERS)
        assert trouble.value.kind is TroubleKind.THROTTLED
        assert trouble.value.retry_after is not None
        assert trouble.value.retry_after.total_seconds() == pytest.approx(wait)
        with Client(shop, now=NOW) as client, pytest.raises(ApiTrouble, match="used up"):
            client.call(SEARCH_ORDERS)
    assert len(api.asked) == 1


def test_it_keeps_the_published_rate_over_a_restart() -> None:
    with answering(lambda _asked: Said(200, {"orders": []})) as api:
        shop = account(api.url)
        for _call in range(20):
            with Client(shop, now=NOW) as client:
                client.call(SEARCH_ORDERS)
        later = NOW + timedelta(seconds=100)
        with Client(shop, now=later) as client, pytest.raises(ApiTrouble) as trouble:
            client.call(SEARCH_ORDERS)
        assert trouble.value.retry_after is not None
        assert 78 < trouble.value.retry_after.total_seconds() < 79
        with Client(shop, now=later + trouble.value.retry_after) as client:
            client.call(SEARCH_ORDERS)
    assert len(api.asked) == 21


def test_it_learns_a_faster_rate_from_an_answer() -> None:
    with answering(lambda _asked: Said(200, {}, {"x-amzn-RateLimit-Limit": "0.5"})) as api:
        shop = account(api.url)
        with Client(shop, now=NOW) as client:
            for _call in range(20):
                client.call(SEARCH_ORDERS)
        with Client(shop, now=NOW) as client, pytest.raises(ApiTrouble) as trouble:
            client.call(SEARCH_ORDERS)
    assert trouble.value.retry_after == timedelta(seconds=2)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Said(500, b"oh"), TroubleKind.SERVER),
        (Said(503, {"errors": [{"code": "InternalFailure", "message": "x"}]}), TroubleKind.SERVER),
        (Said(404, {"errors": []}), TroubleKind.NOT_FOUND),
        (Said(400, {"errors": "no"}), TroubleKind.REFUSED),
        (Said(200, b'{"orders": [{"ord'), TroubleKind.NONSENSE),
        (Said(200, b"{}", {"Content-Length": "999"}), TroubleKind.LOST),
    ],
)
def test_it_tells_each_trouble_by_its_kind(said: Said, kind: TroubleKind) -> None:
    with answering(lambda _asked: said) as api:
        assert _trouble(api).kind is kind


def test_it_sends_lists_with_commas_and_quotes_what_a_buyer_wrote_into_the_path() -> None:
    with answering(lambda _asked: Said(200, {})) as api, Client(account(api.url), now=NOW) as client:
        client.call(GET_ORDER, path={"orderId": "1 ?x=y"}, params={"includedData": ("BUYER", "PACKAGES")})
    assert api.asked[0].path == "/orders/2026-01-01/orders/1 ?x=y"
    assert api.asked[0].query == {"includedData": "BUYER,PACKAGES"}


def test_it_waits_a_part_of_a_second_and_no_longer() -> None:
    fast = Operation("fast", "GET", "/fast", 20, 1)
    with answering(lambda _asked: Said(200, {})) as api, Client(account(api.url), now=NOW) as client:
        for _call in range(4):
            client.call(fast)
    assert len(api.asked) == 4


@pytest.mark.parametrize("url", ["http://evil.example/x", "ftp://a/b", "https:///x", "file:///etc/passwd", "x"])
def test_it_fetches_files_only_from_https(url: str) -> None:
    with pytest.raises(ApiTrouble):
        foreign(account("https://sellingpartnerapi-eu.amazon.com"), url)


def test_it_fetches_files_from_this_machine_only_beside_a_base_url_on_it() -> None:
    assert foreign(account("http://127.0.0.1:1/amazon"), "http://127.0.0.1:1/f?a=b") == ("http://127.0.0.1:1", "/f?a=b")
    with pytest.raises(ApiTrouble):
        foreign(account(""), "http://127.0.0.1:1/f")
