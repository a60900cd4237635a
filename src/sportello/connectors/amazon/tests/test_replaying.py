"""Every static pair of Amazon's models, replayed against the client: our request must be the pair's, the answer typed.

The models are looked for in SPORTELLO_AMAZON_CONTRACTS, else in `shared/contracts/amazon` beside the repository.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.connectors.amazon import messaging, operations, reports, restricted, searching, soliciting, subscribing
from sportello.connectors.amazon.actions import actions
from sportello.connectors.amazon.client import Client
from sportello.connectors.amazon.messaging import Kind, Proactive
from sportello.connectors.amazon.uploads import Attachment
from sportello.orders.records import OrderRecord

from .api import NOW, Asked, Said, account, answering

ROOT = Path(__file__).resolve().parents[5]
FOLDER = Path(os.environ.get("SPORTELLO_AMAZON_CONTRACTS") or ROOT.parent / "shared" / "contracts" / "amazon")
MODELS = (
    "orders_2026-01-01.json",
    "messaging.json",
    "solicitations.json",
    "notifications.json",
    "tokens_2021-03-01.json",
    "reports_2021-06-30.json",
)
PAIRS = 8 + 22 + 2 + 9 + 3 + 18


@dataclass(frozen=True)
class Pair:
    """One example: what is asked with which parameters, and what Amazon's sandbox answers."""

    operation: str
    method: str
    path: str
    status: int
    given: Mapping[str, Any]
    response: Any
    kinds: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.operation}-{self.status}"


def pairs() -> Iterator[Pair]:
    """All static pairs of the models that are there."""
    for model in MODELS:
        if (FOLDER / model).exists():
            yield from _of(json.loads((FOLDER / model).read_text()))


def _of(model: dict[str, Any]) -> Iterator[Pair]:
    for path, methods in model["paths"].items():
        for method, operation in methods.items():
            for status, response in operation.get("responses", {}).items() if isinstance(operation, dict) else ():
                for example in response.get("x-amzn-api-sandbox", {}).get("static", []):
                    named = {
                        one["name"]: one["in"] for one in [*operation["parameters"], *methods.get("parameters", [])]
                    }
                    given = {name: one["value"] for name, one in example["request"]["parameters"].items()}
                    yield Pair(
                        operation["operationId"],
                        method.upper(),
                        path,
                        int(status),
                        given,
                        example.get("response"),
                        named,
                    )


def _comes(pair: Pair, asked: Asked) -> bool:
    """Whether the request is the pair's: each parameter that the example names has the example's value."""
    path, held = pair.path, True
    for name, value in pair.given.items():
        where = pair.kinds.get(name, "body")
        if where == "path":
            path = path.replace(f"{{{name}}}", str(value))
        elif where == "query":
            held = held and asked.query.get(name) == (",".join(value) if isinstance(value, list) else str(value))
        else:
            held = held and asked.body == value
    parts, wanted = asked.path.split("/"), path.split("/")
    fits = all(part == want or want.startswith("{") for part, want in zip(parts, wanted, strict=False))
    return held and asked.method == pair.method and len(parts) == len(wanted) and fits


def _search(client: Client, given: Mapping[str, Any]) -> object:
    wanted = searching.Search(
        created_after=given["createdAfter"],
        marketplace_ids=tuple(given.get("marketplaceIds", ())),
        included=tuple(given.get("includedData", ())),
        token=given.get("paginationToken", ""),
    )
    return searching.search(client, wanted)


def _get_order(client: Client, given: Mapping[str, Any]) -> object:
    return searching.get_order(client, given["orderId"], included=tuple(given.get("includedData", ())))


def _sends(kind: Kind) -> Callable[[Client, Mapping[str, Any]], object]:
    def act(client: Client, given: Mapping[str, Any]) -> object:
        body = given.get("body", {})
        attached = tuple(Attachment(one["uploadDestinationId"], one["fileName"]) for one in body.get("attachments", []))
        cover = [
            datetime.fromisoformat(body[name]) for name in ("coverageStartDate", "coverageEndDate") if name in body
        ]
        message = Proactive(kind, body.get("text", ""), (), *cover)
        messaging.post(client, given["amazonOrderId"], message, attached, marketplace_id="ATVPDKIKX0DER")
        return {}

    return act


def _restricted(client: Client, given: Mapping[str, Any]) -> object:
    body = given["body"]
    resources = tuple(restricted.Resource(one["method"], one["path"]) for one in body["restrictedResources"])
    return restricted.restricted_token(client, resources, application=body.get("targetApplication", ""))


def _create_report(client: Client, given: Mapping[str, Any]) -> object:
    body = given["body"]
    ids = tuple(body["marketplaceIds"])
    return reports.create(client, body["reportType"], marketplace_ids=ids, since=body["dataStartTime"])


def _create_schedule(client: Client, given: Mapping[str, Any]) -> object:
    body = given["body"]
    return reports.create_schedule(
        client,
        body["reportType"],
        period=body["period"],
        marketplace_ids=tuple(body.get("marketplaceIds", ())),
        next_at=body["nextReportCreationTime"],
    )


def _reports(client: Client, given: Mapping[str, Any]) -> object:
    return reports.listed(client, tuple(given["reportTypes"]), statuses=tuple(given["processingStatuses"]))


US = "ATVPDKIKX0DER"
ACTS: Mapping[str, Callable[[Client, Mapping[str, Any]], object]] = {
    "searchOrders": _search,
    "getOrder": _get_order,
    "getMessagingActionsForOrder": lambda c, g: messaging.possible(c, g["amazonOrderId"], marketplace_id=US),
    "GetAttributes": lambda c, g: messaging.language(c, g["amazonOrderId"], marketplace_id=US),
    **{messaging.LIMITS[kind].operation: _sends(kind) for kind in Kind},
    "getSolicitationActionsForOrder": lambda c, g: soliciting.may_solicit(c, g["amazonOrderId"], marketplace_id=US),
    "createProductReviewAndSellerFeedbackSolicitation": lambda c, g: soliciting.ask(
        c, g["amazonOrderId"], marketplace_id=US
    ),
    "getSubscriptions": lambda c, g: subscribing.subscriptions(c, g["notificationTypes"][0]),
    "getSubscription": lambda c, _g: subscribing.subscription(c, "ORDER_CHANGE"),
    "createSubscription": lambda c, _g: subscribing.subscribe(c, "ORDER_CHANGE", destination_id="d"),
    "getSubscriptionById": lambda c, _g: subscribing.subscription_by_id(c, "ORDER_CHANGE", "s"),
    "deleteSubscriptionById": lambda c, _g: subscribing.delete_subscription(c, "ORDER_CHANGE", "s"),
    "getDestinations": lambda c, _g: subscribing.destinations(c),
    "createDestination": lambda c, _g: subscribing.create_destination(c, name="n", arn="arn:aws:sqs:eu-west-1:1:q"),
    "getDestination": lambda c, _g: subscribing.destination(c, "d"),
    "deleteDestination": lambda c, _g: subscribing.delete_destination(c, "d"),
    "createRestrictedDataToken": _restricted,
    "getReports": _reports,
    "createReport": _create_report,
    "cancelReport": lambda c, g: reports.cancel(c, g.get("reportId", "x")),
    "getReport": lambda c, g: reports.get(c, g["reportId"]),
    "getReportSchedules": lambda c, g: reports.schedules(c, tuple(g["reportTypes"])),
    "createReportSchedule": _create_schedule,
    "cancelReportSchedule": lambda c, g: reports.cancel_schedule(c, g.get("reportScheduleId", "x")),
    "getReportSchedule": lambda c, g: reports.schedule(c, g["reportScheduleId"]),
    "getReportDocument": lambda c, g: reports.document(c, g["reportDocumentId"]),
}


def _holds(operation: str, result: Any, response: Any) -> bool:
    """Whether the typed result says what the response says."""
    if operation == "searchOrders":
        told = [(order.number, order.placed_at) for order in result.orders]
        return told == [(one["orderId"], datetime.fromisoformat(one["createdTime"])) for one in response["orders"]]
    if operation == "getOrder":
        return isinstance(result, OrderRecord) and dict(result.payload) == response["order"]
    if operation == "getMessagingActionsForOrder":
        return {str(kind) for kind in result} == actions(response) & set(Kind)
    if operation == "GetAttributes":
        return bool(result == response["buyer"]["locale"])
    if operation == "getSolicitationActionsForOrder":
        return result is True
    texts = json.dumps(response or {})
    named = [result] if isinstance(result, str) else [str(getattr(one, "id", "")) for one in _flat(result)]
    return all(name in texts for name in named)


def _flat(result: Any) -> list[Any]:
    if isinstance(result, tuple):
        return [one for part in result for one in _flat(part)]
    return [result] if result is not None else []


@pytest.mark.parametrize("pair", list(pairs()), ids=str)
def test_it_asks_what_the_example_asks_and_understands_its_answer(pair: Pair) -> None:
    def answers(asked: Asked) -> Said:
        known = _comes(pair, asked)
        return Said(pair.status, pair.response) if known else Said(418, {"errors": [{"code": "Other", "message": ""}]})

    with answering(answers) as api, Client(account(api.url), now=NOW) as client:
        if pair.status < 300:
            assert _holds(pair.operation, ACTS[pair.operation](client, pair.given), pair.response)
            return
        with pytest.raises(ApiTrouble) as trouble:
            ACTS[pair.operation](client, pair.given)
    assert trouble.value.kind is TroubleKind.REFUSED
    assert trouble.value.words.startswith(f"400 {pair.response['errors'][0]['code']}: ")


def test_it_replays_all_pairs() -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"Amazon's models are not in {FOLDER}")
    assert len(list(pairs())) == PAIRS


def test_it_calls_with_the_models_rates_and_scopes() -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"Amazon's models are not in {FOLDER}")
    ours = {one.name: one for one in vars(operations).values() if isinstance(one, operations.Operation)}
    for model in MODELS:
        for path, methods in json.loads((FOLDER / model).read_text())["paths"].items():
            for method, operation in methods.items():
                known = ours.get(operation.get("operationId", "")) if isinstance(operation, dict) else None
                if known:
                    told = operation["description"]
                    assert (known.method, known.path) == (method.upper(), path)
                    assert f"| {known.rate:g} | {known.burst:g} |" in told
                    assert bool(known.scope) == ("grantless" in told.lower())
