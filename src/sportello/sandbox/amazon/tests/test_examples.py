"""Every example of Amazon's models that we may have to do with, against the stand-in: same status, same shape."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from sportello.sandbox.amazon.messaging import BODIES
from sportello.sandbox.amazon.routes import find
from sportello.sandbox.amazon.state import Report, Upload

from .conftest import Amazon
from .model import Example, examples, wrong
from .their_orders import place_message_order, place_order

NUMBER = "123-1234567-1234567"
FILES = ("4e936e26-7b72-4b84-af27-e6baee1d546d", "8634452c-4d4f-4703-8cea-2ecc9dcb3279")
DOCUMENT = "0356cf79-b8b0-4226-b4b9-0ee058ea5760"
ARN = "arn:aws:sqs:us-east-2:444455556666:queue{}"
ATTACHED = {"attachments": [{"uploadDestinationId": FILES[0], "fileName": "invoice.pdf"}]}


@pytest.mark.parametrize("example", examples("messaging", "solicitations"))
def test_it_answers_messages_as_the_examples_do(bare: Amazon, example: Example) -> None:
    place_message_order(bare.apis.world, NUMBER)
    bare.state.allowed[NUMBER] = frozenset(BODIES)
    for name in FILES:
        bare.state.uploads[name] = Upload("messaging/v1/orders/1", "", "", 1, filled=True)
    check(bare, example, {"body": ATTACHED if example.operation == "sendInvoice" else {"text": "My Message"}})


@pytest.mark.parametrize("example", examples("orders_2026-01-01"))
def test_it_answers_orders_as_the_examples_do(bare: Amazon, example: Example) -> None:
    told = example.answered.get("orders") or [one for one in [example.answered.get("order")] if one]
    for order in told:
        place_order(bare.apis.world, order)
    known: dict[str, Any] = {}
    if "paginationToken" in example.asked:
        place_order(bare.apis.world, told[0] | {"orderId": "202-7654321-0000000"})
        first = {name: value for name, value in example.asked.items() if name != "paginationToken"}
        page = ask(bare, example, first | {"maxResultsPerPage": 1}, {}).json()
        known["paginationToken"] = page["pagination"]["nextToken"]
        example.asked["paginationToken"] = known["paginationToken"]
    answer = check(bare, example, {})
    got = answer.get("orders") or [one for one in [answer.get("order")] if one]
    assert {one["fulfillment"]["fulfilledBy"] for one in got} == {one["fulfillment"]["fulfilledBy"] for one in told}
    assert all("buyerEmail" not in one.get("buyer", {}) for one in got if one["fulfillment"]["fulfilledBy"] == "AMAZON")


@pytest.mark.parametrize("example", examples("notifications"))
def test_it_answers_notifications_as_the_examples_do(bare: Amazon, example: Example) -> None:
    places = [_destination(bare, place) for place in range(2)]
    made = bare.client.post(
        "notifications/v1/subscriptions/ANY_OFFER_CHANGED",
        json={"payloadVersion": "1.0", "destinationId": places[0]},
        headers=bare.headers(),
    ).json()["payload"]
    bodies = {
        "createDestination": {"name": "third", "resourceSpecification": {"sqs": {"arn": ARN.format(3)}}},
        "createSubscription": {"payloadVersion": "1.0", "destinationId": places[1]},
    }
    kind = "ORDER_CHANGE" if example.operation == "createSubscription" else "ANY_OFFER_CHANGED"
    known = {"destinationId": places[1], "subscriptionId": made["subscriptionId"], "notificationType": kind}
    check(bare, example, known | {"body": bodies.get(example.operation, {})})


@pytest.mark.parametrize("example", examples("tokens_2021-03-01"))
def test_it_answers_token_requests_as_the_examples_do(bare: Amazon, example: Example) -> None:
    check(bare, example, {})


@pytest.mark.parametrize("example", examples("reports_2021-06-30"))
def test_it_answers_reports_as_the_examples_do(bare: Amazon, example: Example) -> None:
    now = bare.apis.world.now()

    def made(kind: str, age: timedelta) -> Report:
        return Report(kind, ["APJ6JRA9NG5V4"], now - age, now, now)

    reports = bare.state.reports
    reports["ID"] = reports["ID323"] = made("FEE_DISCOUNTS_REPORT", timedelta(0))
    reports[DOCUMENT] = made("GET_V2_SELLER_PERFORMANCE_REPORT", timedelta(hours=1))
    shared = {"reportType": "FEE_DISCOUNTS_REPORT", "period": "PT5M", "nextReportCreationTime": "2026-11-22T00:00:00Z"}
    for name in ("ID", "ID323"):
        bare.state.schedules[name] = {"reportScheduleId": name, **shared}
    check(bare, example, {"reportId": "unknown", "reportScheduleId": "unknown"})


@pytest.mark.parametrize("example", examples("sellers"))
def test_it_lists_marketplaces_as_the_example_does(bare: Amazon, example: Example) -> None:
    if example.operation == "getAccount":
        pytest.skip("the seller's company data are none of our business")
    check(bare, example, {})


def check(amazon: Amazon, example: Example, known: dict[str, Any]) -> Any:
    """Ask as the example does; `known` fills in what it leaves open. The answer has its status and its shape."""
    answer = ask(amazon, example, example.asked, known)
    assert answer.status_code == example.status, answer.text
    said = answer.json() if answer.content else {}
    shape = example.schema or {"type": "object"}
    # What Amazon really sends describes each action where it stands; its model has that in a "payload".
    assert [one for one in wrong(example.model, shape, said) if not DESCRIBES.search(one)] == []
    if example.status < 300 and example.answered and not isinstance(example.answered.get("payload", {}), list):
        expected = example.answered.get("payload", example.answered)
        assert set(expected) - {"nextToken", "pagination"} <= set(said.get("payload", said)) | OPTIONAL
    if example.status >= 400:
        assert {error["code"] for error in said["errors"]} == {error["code"] for error in example.answered["errors"]}
    return said


DESCRIBES = re.compile(r"_embedded.* is unknown$")
# What an answer may leave out: a report that is not ready has no end, an order of a private buyer no tax number, ...
OPTIONAL = {"processingStartTime", "processingEndTime"}


def ask(amazon: Amazon, example: Example, asked: dict[str, Any], known: dict[str, Any]) -> httpx.Response:
    """Send the request of an example with a token that may."""
    amazon.apis.faults("amazon", no_limits=True)
    path, query, body = example.path, {}, None
    for parameter in example.parameters:
        name, where = parameter["name"], parameter["in"]
        value = asked.get(name, known.get(name))
        if where == "path":
            path = path.replace(f"{{{name}}}", str(value))
        elif where == "body":
            body = value or {}
        elif value is not None or (parameter.get("required") and name == "marketplaceIds"):
            query[name] = ",".join(value) if isinstance(value, list) else value or "ATVPDKIKX0DER"
    found = find(example.method, path)
    headers = amazon.grantless() if found and found[0].scope else amazon.headers()
    return amazon.client.request(example.method, path.lstrip("/"), params=query, json=body, headers=headers)


def _destination(amazon: Amazon, place: int) -> str:
    body = {"name": f"queue {place}", "resourceSpecification": {"sqs": {"arn": ARN.format(place)}}}
    made = amazon.client.post("notifications/v1/destinations", json=body, headers=amazon.grantless())
    return str(made.json()["payload"]["destinationId"])
