"""Requests to AfterShip's Tracking API 2026-07, answered from the world's parcels.

Ten requests a second, told in `x-ratelimit-limit`, `-remaining` and `-reset` (Unix seconds); a world whose time stands
still fills no second again, so tests of more requests set `no_limits`.
"""

import json
import math
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sportello.sandbox.vendors import Outside, Trouble, Vendor
from sportello.sandbox.web import Answer, Request
from sportello.sandbox.world import World
from sportello.sandbox.world.orders import Parcel, WorldOrder

from .documents import SLUGS, tracking

API_KEY = "asat_casa_lume_of_the_sandbox"
VERSION = "/tracking/2026-07"
PER_SECOND = 10
QUERY = {
    "cursor", "limit", "keyword", "tracking_numbers", "slug", "transit_time", "origin", "destination", "tag", "fields",
    "created_at_min", "created_at_max", "updated_at_min", "updated_at_max", "return_to_sender",
    "courier_destination_country_region", "shipment_tags", "order_id",
}  # fmt: skip
_NUMBER = re.compile(r"[0-9A-Za-z]{5,50}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(slots=True)
class State:
    """What was registered, by id, and the requests of the running second."""

    outside: Outside
    registered: dict[str, dict[str, Any]] = field(default_factory=dict)
    second: datetime | None = None
    used: int = 0


class _Error(Exception):
    def __init__(self, status: HTTPStatus, code: int, kind: str, words: str) -> None:
        super().__init__(words)
        self.status, self.code, self.kind = status, code, kind


async def answer(request: Request, world: World, state: State) -> Answer:
    """Answer one request."""
    headers: dict[str, str] = {}
    try:
        _must_have_a_key(request, world)
        headers = _take(world, state)
        status, data = _route(request, world, state)
    except _Error as error:
        return _refusal(error, headers)
    meta: dict[str, Any] = {"code": status.value}
    return Answer.json({"meta": meta, "data": data}, status, headers)


def refuse(trouble: Trouble, _request: Request, retry_after: float | None) -> Answer:
    """Too many requests, or an error inside, as AfterShip says it."""
    if trouble == "failed":
        return _refusal(_Error(HTTPStatus.INTERNAL_SERVER_ERROR, 500, "InternalError", "Something went wrong"), {})
    error = _Error(HTTPStatus.TOO_MANY_REQUESTS, 429, "TooManyRequests", "You have exceeded the API call rate limit.")
    return _refusal(error, {} if retry_after is None else {"retry-after": str(math.ceil(retry_after))})


def open_state(_world: World, outside: Outside, kept: dict[str, Any]) -> State:
    """The account as it was left."""
    return State(outside, dict(kept.get("registered", {})))


def keep(state: State) -> dict[str, Any]:
    """What is registered survives a restart."""
    return {"registered": state.registered}


def _must_have_a_key(request: Request, world: World) -> None:
    if request.headers.get("as-api-key") != API_KEY or world.faults("aftership").revoked:
        raise _Error(HTTPStatus.UNAUTHORIZED, 401, "Unauthorized", "The API key is invalid.")


def _take(world: World, state: State) -> dict[str, str]:
    second = world.now().replace(microsecond=0)
    state.used = state.used + 1 if second == state.second else 1
    state.second = second
    reset = second + timedelta(seconds=1)
    headers = {
        "x-ratelimit-limit": str(PER_SECOND),
        "x-ratelimit-remaining": str(max(0, PER_SECOND - state.used)),
        "x-ratelimit-reset": str(int(reset.timestamp())),
    }
    if state.used > PER_SECOND and not world.faults("aftership").no_limits:
        raise _Limited(headers)
    return headers


class _Limited(_Error):
    def __init__(self, headers: dict[str, str]) -> None:
        words = "You have exceeded the API call rate limit. The default limit is 10 requests per second."
        super().__init__(HTTPStatus.TOO_MANY_REQUESTS, 429, "TooManyRequests", words)
        self.headers = headers


def _route(request: Request, world: World, state: State) -> tuple[HTTPStatus, Any]:
    path = request.path.rstrip("/")
    match request.method, path.removeprefix(VERSION).split("/")[1:] if path.startswith(VERSION) else []:
        case "GET", ["trackings"]:
            return HTTPStatus.OK, _listed(request, world, state)
        case "POST", ["trackings"]:
            return HTTPStatus.CREATED, _registered(request, world, state)
        case "GET", ["trackings", name]:
            return HTTPStatus.OK, _document(_entry(state, name), world)
        case "DELETE", ["trackings", name]:
            return HTTPStatus.OK, _document(state.registered.pop(_entry(state, name)["id"]), world)
    raise _Error(HTTPStatus.NOT_FOUND, 404, "NotFound", "The URI requested is invalid.")


def _listed(request: Request, world: World, state: State) -> dict[str, Any]:
    unknown = set(request.query) - QUERY
    limit, cursor = request.query.get("limit", "100"), request.query.get("cursor") or "0"
    wrong = {"limit"} if not re.fullmatch(r"[0-9]{1,3}", limit) or not 1 <= int(limit) <= 200 else set()
    wrong |= {"cursor"} if not re.fullmatch(r"[0-9]{1,9}", cursor) else set()
    if unknown or wrong:
        name = min(unknown | wrong)
        raise _Error(HTTPStatus.BAD_REQUEST, 4008, "BadRequest", f"The value of `{name}` is invalid.")
    numbers = {number.upper() for number in request.query.get("tracking_numbers", "").split(",") if number}
    slugs = {slug for slug in request.query.get("slug", "").split(",") if slug}
    found = [
        entry
        for entry in state.registered.values()
        if (not numbers or entry["number"].upper() in numbers) and (not slugs or entry["slug"] in slugs)
    ]
    start = int(cursor)
    page = found[start : start + int(limit)]
    more = start + len(page) < len(found)
    pagination = {"total": len(found), "next_cursor": str(start + len(page)) if more else None, "has_next_page": more}
    return {"pagination": pagination, "trackings": [_document(entry, world) for entry in page]}


def _registered(request: Request, world: World, state: State) -> dict[str, Any]:
    number, slug = _wanted(request)
    found = _parcel(number, world)
    slug = slug or (SLUGS.get(found[1].carrier, "") if found else "")
    if not slug:
        words = "Unable to import shipment as we don't recognize the carrier from this tracking number."
        raise _Error(HTTPStatus.BAD_REQUEST, 4012, "BadRequest", words)
    if any(entry["number"] == number and entry["slug"] == slug for entry in state.registered.values()):
        raise _Error(HTTPStatus.BAD_REQUEST, 4003, "BadRequest", "Tracking already exists.")
    entry = {"id": secrets.token_hex(16), "number": number, "slug": slug, "created_at": world.now().isoformat()}
    state.registered[entry["id"]] = entry
    return _document(entry, world, is_new=True)


def _wanted(request: Request) -> tuple[str, str]:
    """The number and the slug of a request. Raises _Error."""
    try:
        wanted = json.loads(request.body)
    except ValueError:
        raise _Error(HTTPStatus.BAD_REQUEST, 4001, "BadRequest", "Invalid JSON data.") from None
    number = wanted.get("tracking_number") if isinstance(wanted, dict) else None
    if not number:
        raise _Error(HTTPStatus.BAD_REQUEST, 4007, "BadRequest", "`tracking_number` is required.")
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise _Error(HTTPStatus.BAD_REQUEST, 4005, "BadRequest", "The value of `tracking_number` is invalid.")
    slug = wanted.get("slug") or ""
    if not isinstance(slug, str) or (slug and not _SLUG.fullmatch(slug)):
        raise _Error(HTTPStatus.BAD_REQUEST, 4010, "BadRequest", "The value of `slug` is invalid.")
    return number, slug


def _entry(state: State, name: str) -> dict[str, Any]:
    if name not in state.registered:
        raise _Error(HTTPStatus.NOT_FOUND, 4004, "NotFound", "Tracking does not exist.")
    return state.registered[name]


def _document(entry: dict[str, Any], world: World, *, is_new: bool = False) -> dict[str, Any]:
    return tracking(entry, _parcel(entry["number"], world), world.now(), is_new=is_new)


def _parcel(number: str, world: World) -> tuple[WorldOrder, Parcel] | None:
    found = world.parcel(number)
    return None if found is None else (found[0], found[0].parcels[found[1]])


def _refusal(error: _Error, headers: dict[str, str]) -> Answer:
    meta = {"code": error.code, "message": str(error), "type": error.kind}
    limited = error.headers if isinstance(error, _Limited) else {}
    return Answer.json({"meta": meta, "data": {}}, error.status, headers | limited)


VENDOR = Vendor("aftership", open_state, answer, refuse, keep)
