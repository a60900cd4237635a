"""Amazon: Login with Amazon, the Selling Partner API and the seller's queue, over the sandbox's world."""

import uuid
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from sportello.sandbox.vendors import Outside, Vendor
from sportello.sandbox.web import Answer, Request
from sportello.sandbox.world import Change, World

from . import login, notifications, queue
from .calls import Call
from .errors import Problem, quota_exceeded, refuse, unauthorized
from .login import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN
from .queue import ACCESS_KEY, QUEUE_ARN, SECRET_KEY
from .routes import NOBODY, Route, find
from .state import State, restored

__all__ = ["ACCESS_KEY", "CLIENT_ID", "CLIENT_SECRET", "QUEUE_ARN", "REFRESH_TOKEN", "SECRET_KEY", "VENDOR", "State"]


def open_state(world: World, _outside: Outside, kept: dict[str, Any]) -> State:
    """What is remembered, and from now on an event in the queue for each change that somebody subscribed to."""
    state = restored(kept)

    def tell(change: Change) -> None:
        faults = world.faults("amazon")
        notifications.tell(state, change, doubled=faults.double_pushes, reordered=faults.reorder_pushes)

    world.subscribe(tell)
    return state


async def answer(request: Request, world: World, state: State) -> Answer:
    """Answer one request."""
    if request.path == "/auth/o2/token" and request.method == "POST":
        return login.token(request, world, state)
    if request.path == "/sqs" or request.path.startswith("/sqs/"):
        return await queue.answer(request, world, state)
    found = find(request.method, request.path)
    headers = {"x-amzn-RequestId": str(uuid.uuid4())}
    if found is None:
        return unauthorized("No such operation.").answer(headers)
    route, names = found
    try:
        said = _answer(route, Call(request, world, state, names))
    except Problem as problem:
        limited = problem.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}
        return problem.answer(headers | (_rate(route) if limited else {}))
    return replace(said, headers={**said.headers, **headers, **_rate(route)})


def _answer(route: Route, call: Call) -> Answer:
    _must_be_let_in(route, call)
    unlimited = call.world.faults("amazon").no_limits
    if not unlimited and not call.state.limits.take(route.name, route.rate, route.burst, call.now):
        raise quota_exceeded()
    said = route.answer(call)
    if isinstance(said, Answer):
        return said
    return Answer.json(said, route.status) if said is not None else Answer(route.status, "application/json")


def _must_be_let_in(route: Route, call: Call) -> None:
    if route.scope == NOBODY:
        return
    text = call.request.headers.get("x-amz-access-token", "")
    faults, token = call.world.faults("amazon"), call.state.tokens.get(text)
    if not text:
        raise unauthorized("Access token is missing in the request header.")
    if token is None or faults.revoked:
        raise unauthorized("The access token you provided is revoked, malformed or invalid.")
    if faults.expired(token.issued_at) or not token.good_at(call.now):
        raise unauthorized("The access token you provided has expired.")
    if token.scope != route.scope:
        raise unauthorized("The access token is not for this operation.")


def _rate(route: Route) -> dict[str, str]:
    return {"x-amzn-RateLimit-Limit": f"{route.rate:g}"} if route.name else {}


VENDOR = Vendor(prefix="amazon", open=open_state, answer=answer, refuse=refuse, keep=State.kept)
