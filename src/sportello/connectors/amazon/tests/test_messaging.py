"""Messages that the seller begins, their files, and requests for reviews."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest

from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.connectors.amazon.actions import actions
from sportello.connectors.amazon.client import Client
from sportello.connectors.amazon.messaging import Kind, Proactive, Unfit, check, possible, send
from sportello.connectors.amazon.uploads import File

from .api import NOW, Asked, Said, account, answering

NUMBER, IT = "402-1180337-5521907", "APJ6JRA9NG5V4"
PDF = File("fattura.pdf", "application/pdf", b"%PDF-1.7")


def _listed(*names: str) -> dict[str, Any]:
    links = [
        {"href": f"/messaging/v1/orders/{NUMBER}/messages/{name}?marketplaceIds={IT}", "name": name} for name in names
    ]
    return {"_links": {"actions": links}}


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (Proactive(Kind.ORDER), "needs a text"),
        (Proactive(Kind.ORDER, "   "), "needs a text"),
        (Proactive(Kind.ORDER, "x" * 2001), "2000"),
        (Proactive(Kind.CUSTOMIZATION, "x" * 801), "800"),
        (Proactive(Kind.ACCESS_KEY, "x" * 401), "400"),
        (Proactive(Kind.PROBLEM, "See <b>this</b>"), "HTML"),
        (Proactive(Kind.PROBLEM, "Write to ada@casalume.example"), "addresses"),
        (Proactive(Kind.INVOICE), "1 to 5"),
        (Proactive(Kind.INVOICE, "Here", (PDF,)), "no text"),
        (Proactive(Kind.INVOICE, files=(PDF,) * 6), "1 to 5"),
        (Proactive(Kind.ORDER, "Which?", (PDF,)), "0 to 0"),
        (Proactive(Kind.INVOICE, files=(File("a.exe", "application/x-msdownload", b"MZ"),)), "PDF"),
        (Proactive(Kind.INVOICE, files=(File("a.pdf", "application/pdf", b"x" * 10 * 1024 * 1024),)), "10 MB"),
        (Proactive(Kind.WARRANTY, files=(PDF,)), "cover"),
        (Proactive(Kind.WARRANTY, files=(PDF,), cover_from=NOW, cover_to=NOW - timedelta(days=1)), "cover"),
    ],
)
def test_it_sends_nothing_that_its_kind_does_not_allow(message: Proactive, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        check(message)


@pytest.mark.parametrize(
    "message",
    [
        Proactive(Kind.ORDER, "x" * 2000),
        Proactive(Kind.LEGAL, files=(PDF,)),
        Proactive(Kind.PROBLEM, "2 < 3, and 3 > 2"),
        Proactive(Kind.WARRANTY, files=(PDF,), cover_from=NOW, cover_to=NOW + timedelta(days=730)),
    ],
)
def test_it_allows_what_fits(message: Proactive) -> None:
    check(message)


def test_it_brings_files_before_it_sends() -> None:
    def answers(asked: Asked) -> Said:
        if asked.path.startswith("/uploads/"):
            place = {
                "uploadDestinationId": "up-1",
                "url": f"http://{asked.headers['host']}/bucket?sig=a",
                "headers": None,
            }
            return Said(201, {"payload": place})
        if asked.path == "/bucket":
            return Said(200)
        return Said(200, _listed("sendInvoice")) if asked.method == "GET" else Said(201, {})

    with answering(answers) as api, Client(account(api.url), now=NOW) as client:
        send(client, NUMBER, Proactive(Kind.INVOICE, files=(PDF,)), marketplace_id=IT)
    _actions, place, put, post = api.asked
    assert place.path == f"/uploads/2020-11-01/uploadDestinations/messaging/v1/orders/{NUMBER}/messages/invoice"
    assert place.query["contentMD5"] == base64.b64encode(hashlib.md5(PDF.data).digest()).decode()
    assert (put.method, put.raw, put.headers["content-type"]) == ("PUT", PDF.data, "application/pdf")
    assert "x-amz-access-token" not in put.headers
    assert post.path == f"/messaging/v1/orders/{NUMBER}/messages/invoice"
    assert post.body == {"attachments": [{"uploadDestinationId": "up-1", "fileName": "fattura.pdf"}]}
    assert post.query == {"marketplaceIds": IT}


def test_it_sends_only_what_is_listed() -> None:
    with (
        answering(lambda _asked: Said(200, _listed("confirmOrderDetails"))) as api,
        Client(account(api.url), now=NOW) as client,
        pytest.raises(ApiTrouble) as trouble,
    ):
        send(client, NUMBER, Proactive(Kind.PROBLEM, "The colour is out of stock."), marketplace_id=IT)
    assert trouble.value.kind is TroubleKind.REFUSED
    assert [asked.method for asked in api.asked] == ["GET"]


def test_it_knows_the_kinds_by_name_and_by_address() -> None:
    listed = _listed("sendInvoice", "unexpectedProblem", "negativeFeedbackRemoval")
    with answering(lambda _asked: Said(200, listed)) as api, Client(account(api.url), now=NOW) as client:
        assert possible(client, NUMBER, marketplace_id=IT) == {Kind.INVOICE, Kind.PROBLEM}


def test_it_leaves_out_an_action_that_is_disabled() -> None:
    answer = _listed("unexpectedProblem", "legalDisclosure")
    barred = {"name": "unexpectedProblem", "_embedded": {"schema": {"disabled": True, "disabledReason": "once"}}}
    assert actions(answer | {"_embedded": {"actions": [barred]}}) == {"legalDisclosure"}


@pytest.mark.parametrize(
    "answer", [None, [], "x", {"_links": []}, {"_links": {"actions": {}}}, {"_links": {"actions": [1]}}]
)
def test_it_takes_no_nonsense_for_actions(answer: object) -> None:
    with pytest.raises(ApiTrouble) as trouble:
        actions(answer)
    assert trouble.value.kind is TroubleKind.NONSENSE
