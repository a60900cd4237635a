"""The control page: what the shop sent, a button that makes a buyer write, and the faults. HTML and JSON, one port.

| request | does |
|---|---|
| GET /  /style.css | the page |
| GET /received, /received/N.eml | what the shop sent, as JSON; one of them as it came |
| GET /manifest | what the sandbox says happened |
| GET /mailboxes | UIDVALIDITY and number of mails by folder |
| POST /mailboxes/INBOX (a raw mail; ?at=ISO time) | deliver it, answer {"uid": ...} |
| POST /mailboxes/INBOX/renumber | change the UIDVALIDITY and all UIDs |
| POST /connections/drop | cut all IMAP connections |
| GET, POST, DELETE /faults (JSON fields of `Faults`) | read, change, clear |
| POST /settings {"copies_sent": bool, "paused": bool} | Gmail's way of filling Sent; stop the clock's drops |
| POST /drop (?story=KEY) | a buyer writes |
| POST /advance (?count=N) | the next N buyers write |

What it does about orders, time and interfaces stands in `control_world.py`.
"""

# Every handler is called alike, whether it looks at the request or not.
# ruff: noqa: ARG001

import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import default
from http import HTTPStatus
from pathlib import Path
from typing import Any

from .control_page import page
from .control_world import WorldControl
from .feed import Feed
from .hosting import Hosting
from .live import LiveShop
from .mail.outgoing import Received
from .mail.servers import MailServers
from .web import Answer, Refused, Request
from .world_page import fault_fields, world_sections

STYLE = Path(__file__).with_name("style.css")
Handler = Callable[["Control", Request], Any]


class Control:
    """Answers requests about one pair of mail servers and the feed that fills them."""

    def __init__(
        self, servers: MailServers, feed: Feed, now: Callable[[], datetime], hosting: Hosting, shop: LiveShop
    ) -> None:
        self.servers, self.feed, self.now = servers, feed, now
        self.world = WorldControl(hosting, shop)

    async def __call__(self, request: Request) -> Answer:
        """Answer one request. Raises Refused for what there is not or what makes no sense."""
        handler = ROUTES.get((request.method, request.parts[0] if request.parts else ""))
        if handler is None:
            raise Refused(HTTPStatus.NOT_FOUND, "there is nothing here")
        answer = await handler(self, request)
        return answer if isinstance(answer, Answer) else Answer.json(answer)


async def _page(control: Control, request: Request) -> Answer:
    return Answer.html(
        page(
            received=[_line(mail) for mail in reversed(control.servers.outgoing.all())],
            waiting=control.feed.shop.waiting(),
            faults=control.servers.faults.as_dict(),
            folders=_folders(control),
            paused=control.feed.paused,
            world=world_sections(control.world.recent(limit=60), control.world.interfaces(), control.world.world.now()),
        )
    )


async def _style(control: Control, request: Request) -> Answer:
    return Answer(HTTPStatus.OK, "text/css; charset=utf-8", STYLE.read_bytes())


async def _received(control: Control, request: Request) -> Any:
    if not request.parts[1:]:
        return [_line(mail) for mail in control.servers.outgoing.all()]
    number = request.parts[1].removesuffix(".eml")
    for mail in control.servers.outgoing.all():
        if str(mail.number) == number:
            return Answer(HTTPStatus.OK, "text/plain; charset=utf-8", mail.raw)
    raise Refused(HTTPStatus.NOT_FOUND, "no such mail was received")


async def _manifest(control: Control, request: Request) -> Any:
    return control.feed.shop.manifest()


async def _mailboxes(control: Control, request: Request) -> Any:
    return _folders(control)


async def _to_mailbox(control: Control, request: Request) -> Any:
    folder, rest = (request.parts[1:2] or [""])[0], request.parts[2:]
    shelf = control.servers.imap.shelves.get(folder)
    if shelf is None:
        raise Refused(HTTPStatus.NOT_FOUND, "there is no such folder")
    if rest == ["renumber"]:
        validity = shelf.uid_validity + 1
        await control.servers.imap.renumber(folder, validity)
        return {"uid_validity": validity}
    at = _time(request.query.get("at", "")) or control.now()
    return {"uid": await control.servers.imap.deliver(folder, request.body, at)}


async def _connections(control: Control, request: Request) -> Any:
    return {"dropped": control.servers.imap.drop_connections()}


async def _faults(control: Control, request: Request) -> Any:
    return control.servers.faults.as_dict()


async def _clear_faults(control: Control, request: Request) -> Any:
    control.servers.faults.clear()
    return control.servers.faults.as_dict()


async def _set_faults(control: Control, request: Request) -> Any:
    if request.parts[1:] == ["clear"]:
        await _clear_faults(control, request)
        return _back(request, {})
    try:
        control.servers.faults.change(_fault_form(request) if request.is_form else _object(request))
    except ValueError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, str(error)) from error
    return _back(request, control.servers.faults.as_dict())


async def _settings(control: Control, request: Request) -> Any:
    wanted = {key: values[0] == "true" for key, values in request.form.items()} if request.is_form else _object(request)
    for name, value in wanted.items():
        if name not in {"copies_sent", "paused"} or not isinstance(value, bool):
            raise Refused(HTTPStatus.BAD_REQUEST, f"{name} is no setting, or wants true or false")
    control.servers.copies_sent = wanted.get("copies_sent", control.servers.copies_sent)
    control.feed.paused = wanted.get("paused", control.feed.paused)
    return _back(request, {"copies_sent": control.servers.copies_sent, "paused": control.feed.paused})


async def _drop(control: Control, request: Request) -> Any:
    key = request.query.get("story", "") or request.form.get("story", [""])[0]
    try:
        dropped = await control.feed.drop(key)
    except KeyError as error:
        raise Refused(HTTPStatus.NOT_FOUND, "no story with this key is waiting") from error
    return _back(request, {"dropped": [dropped] if dropped else []})


async def _advance(control: Control, request: Request) -> Any:
    count = request.query.get("count", "1")
    if not count.isdecimal() or int(count) > 1000:
        raise Refused(HTTPStatus.BAD_REQUEST, "count wants a number up to 1000")
    dropped = [await control.feed.drop() for _ in range(int(count))]
    return _back(request, {"dropped": [story for story in dropped if story]})


async def _orders(control: Control, request: Request) -> Any:
    limit = request.query.get("limit", "200")
    return control.world.recent(request.query.get("kind", ""), int(limit) if limit.isdecimal() else 200)


async def _act(control: Control, request: Request) -> Any:
    fields = _fields(request)
    parts = request.parts[1:] or str(fields.pop("order", "")).split("/")
    if parts == [""]:
        return _back(request, control.world.order(fields))
    if len(parts) == 2 and "what" in fields:
        parts = [*parts, str(fields.pop("what"))]
    if len(parts) != 3:
        raise Refused(HTTPStatus.NOT_FOUND, "say which marketplace, which order and what happens")
    return _back(request, await control.world.act(parts[0], parts[1], parts[2], fields))


async def _ledger(control: Control, request: Request) -> Any:
    return control.world.ledger(request)


async def _time_passes(control: Control, request: Request) -> Any:
    return _back(request, control.world.pass_time(_fields(request)))


async def _interfaces(control: Control, request: Request) -> Any:
    return control.world.interfaces()


async def _change_interface(control: Control, request: Request) -> Any:
    name, rest = (request.parts[1:2] or [""])[0], request.parts[2:]
    if rest == ["expire"]:
        return _back(request, control.world.expire(name))
    if rest == ["clear"]:
        return _back(request, control.world.clear(name))
    try:
        fields = fault_fields(request.form) if request.is_form else _object(request)
    except ValueError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, str(error)) from error
    return _back(request, control.world.change(name, fields))


async def _clear_interface(control: Control, request: Request) -> Any:
    return control.world.clear((request.parts[1:2] or [""])[0])


def _fields(request: Request) -> dict[str, Any]:
    return {name: values[0] for name, values in request.form.items()} if request.is_form else _object(request)


ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", ""): _page,
    ("GET", "style.css"): _style,
    ("GET", "received"): _received,
    ("GET", "manifest"): _manifest,
    ("GET", "mailboxes"): _mailboxes,
    ("POST", "mailboxes"): _to_mailbox,
    ("POST", "connections"): _connections,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _set_faults,
    ("DELETE", "faults"): _clear_faults,
    ("POST", "settings"): _settings,
    ("POST", "drop"): _drop,
    ("POST", "advance"): _advance,
    ("GET", "orders"): _orders,
    ("POST", "orders"): _act,
    ("GET", "ledger"): _ledger,
    ("POST", "time"): _time_passes,
    ("GET", "interfaces"): _interfaces,
    ("POST", "interfaces"): _change_interface,
    ("DELETE", "interfaces"): _clear_interface,
}


def _back(request: Request, answer: Any) -> Any:
    """To a pressed button the page again, to a program the answer."""
    return Answer.see("/") if request.is_form else answer


def _folders(control: Control) -> dict[str, dict[str, int]]:
    return {
        name: {"uid_validity": shelf.uid_validity, "mails": len(shelf), "last_uid": shelf.last_uid}
        for name, shelf in control.servers.imap.shelves.items()
    }


def _line(mail: Received) -> dict[str, Any]:
    headers = BytesHeaderParser(policy=default).parsebytes(mail.raw)
    names = ("From", "To", "Cc", "Subject", "Message-ID", "In-Reply-To", "References", "Date")
    return {
        "number": mail.number,
        "at": mail.at.isoformat(),
        "sender": mail.sender,
        "recipients": list(mail.recipients),
        "headers": {name: str(headers[name]) for name in names if name in headers},
        "raw": f"/received/{mail.number}.eml",
    }


def _object(request: Request) -> dict[str, Any]:
    try:
        value = json.loads(request.body or b"{}")
    except ValueError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, "the body is no JSON") from error
    if not isinstance(value, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "the body is no JSON object")
    return value


def _fault_form(request: Request) -> dict[str, Any]:
    """The page's fault form: switches come as "true" or "false", `recipient` and `reply` as one pair."""
    fields = {name: values[0] for name, values in request.form.items()}
    wanted: dict[str, Any] = {}
    if fields.get("reply"):
        wanted["smtp_replies"] = {fields.get("recipient", "").strip().lower() or "*": fields["reply"]}
    for name in ("imap_deny_login", "smtp_deny_login"):
        wanted[name] = fields.get(name) == "true"
    for name in ("smtp_drop_stored", "smtp_drop_lost"):
        wanted[name] = int(fields.get(name) or 0)
    for name in ("imap_delay", "smtp_delay"):
        wanted[name] = float(fields.get(name) or 0)
    return wanted


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, "`at` is no ISO 8601 time") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
