"""Requests to Shopify, answered from the world: the token's address and GraphQL's."""

import json
import math
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from sportello.sandbox.vendors import Outside, Trouble, Vendor
from sportello.sandbox.web import Answer, Request
from sportello.sandbox.world import World

from . import telling
from .execution import run
from .state import CLIENT_ID, CLIENT_SECRET, RESTORE, TOKEN_LIVES, State

VERSIONS = ("2026-01", "2026-04", "2026-07", "2026-10")
TOKEN_PATH = "/admin/oauth/access_token"  # noqa: S105 - an address
WRONG_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"  # noqa: S105 - words
# What a page of orders costs about; said when a query is refused before it was read.
USUAL_COST = 850


def open_state(world: World, outside: Outside, kept: dict[str, Any]) -> State:
    """The stand-in's memory, and its ear at the world."""
    state = State(world, outside)
    state.restore(kept)
    world.subscribe(lambda change: telling.tell(state, change))
    return state


async def answer(request: Request, world: World, state: State) -> Answer:
    """Answer one request."""
    del world
    if request.path == TOKEN_PATH:
        return _token(request, state)
    version = request.path.removeprefix("/admin/api/").removesuffix("/graphql.json")
    if version not in VERSIONS or request.path != f"/admin/api/{version}/graphql.json":
        return _error(HTTPStatus.NOT_FOUND, "Not Found")
    if not state.is_good(request.headers.get("x-shopify-access-token", "")):
        return _error(HTTPStatus.UNAUTHORIZED, WRONG_TOKEN)
    if request.method != "POST":
        return _error(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed")
    asked = _asked(request)
    if asked is None:
        return _error(HTTPStatus.BAD_REQUEST, {"query": "Required parameter missing or invalid"})
    told = run(state, *asked)
    return Answer.json(told, headers={"X-Shopify-API-Version": version})


def refuse(trouble: Trouble, request: Request, retry_after: float | None) -> Answer:
    """Throttled or broken. GraphQL says the first with status 200, the token's address with 429."""
    if trouble == "failed":
        return _error(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal Server Error")
    if request.path == TOKEN_PATH:
        headers = {} if retry_after is None else {"Retry-After": f"{math.ceil(retry_after)}.0"}
        return _error(HTTPStatus.TOO_MANY_REQUESTS, "Exceeded 2 calls per second for api client.", headers)
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    told: dict[str, Any] = {"errors": [error]}
    if retry_after is not None:
        status = {"maximumAvailable": 20 * RESTORE, "restoreRate": RESTORE}
        status["currentlyAvailable"] = USUAL_COST - retry_after * RESTORE
        cost = {"requestedQueryCost": USUAL_COST, "actualQueryCost": None, "throttleStatus": status}
        told["extensions"] = {"cost": cost}
    return Answer.json(told)


def _token(request: Request, state: State) -> Answer:
    if request.method != "POST":
        return _error(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed")
    given = _credentials(request)
    if given.get("grant_type") != "client_credentials":
        return _oauth("invalid_request", "Could not find the grant type")
    if given.get("client_id") != CLIENT_ID:
        return _oauth("application_cannot_be_found", "The application cannot be found")
    if given.get("client_secret") != CLIENT_SECRET:
        return _oauth("invalid_client", "Client authentication failed")
    if state.world.faults("shopify").revoked:
        return _page("Oauth error app_not_installed: The application is not installed on this shop.")
    token = f"shpat_{secrets.token_hex(16)}"
    state.tokens[token] = state.world.now()
    lives = int(TOKEN_LIVES.total_seconds()) - 1
    return Answer.json({"access_token": token, "scope": ",".join(state.scopes), "expires_in": lives})


def _credentials(request: Request) -> dict[str, str]:
    if request.is_form:
        return {name: values[0] for name, values in request.form.items()}
    try:
        given = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else {}


def _asked(request: Request) -> tuple[str, dict[str, Any], str | None] | None:
    """The query, its variables and the operation's name; None for a body that is none of it."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return None
    try:
        body = json.loads(request.body)
    except ValueError:
        return None
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        return None
    variables, name = body.get("variables") or {}, body.get("operationName")
    return (body["query"], variables, name) if isinstance(variables, dict) else None


def _error(status: HTTPStatus, words: Any, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer.json({"errors": words}, status, headers=dict(headers or {}))


def _oauth(code: str, words: str) -> Answer:
    return Answer.json({"error": code, "error_description": words}, HTTPStatus.BAD_REQUEST)


def _page(words: str) -> Answer:
    html = f"<!DOCTYPE html><html><head><title>{words}</title></head><body><h1>{words}</h1></body></html>"
    return Answer(HTTPStatus.BAD_REQUEST, "text/html; charset=utf-8", html.encode())


VENDOR = Vendor(prefix="shopify", open=open_state, answer=answer, refuse=refuse, keep=lambda state: state.kept())
