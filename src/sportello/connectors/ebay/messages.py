"""Reading members' messages by the Message API: conversations that were written in, then their messages."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sportello.channels.contract import Account, MessagePage, RawMessage

from .api import MESSAGE, Api
from .paging import pages
from .sellers import Seller, seller_of
from .sites import HOME
from .values import Document, count, rows, text, time_of, written

FROM_MEMBERS = "FROM_MEMBERS"
REACHES_BACK = timedelta(days=729)
WINDOW = timedelta(days=30)
OVERLAP = timedelta(minutes=10)
LIMIT = 50


def pull_messages(
    account: Account, cursor: Mapping[str, Any], *, since: datetime, now: datetime
) -> Iterator[MessagePage]:
    """`PullsMessages`: windows of time until the last, which is open. Each conversation gives one page; the cursor
    moves when all of a window are read.

    The next reading begins at the newest message's own time, less an overlap, so our clock does not matter.
    """
    begin = time_of(cursor.get("since")) or max(since, now - REACHES_BACK)
    end: datetime | None = now
    with Api(account, now) as api:
        seller, site = seller_of(api, account), account.setting("site", HOME)
        while end is not None:
            end = begin + WINDOW if begin + WINDOW < now - timedelta(days=1) else None
            newest = begin
            for key, talk in {text(talk, "conversationId"): talk for talk in _conversations(api, begin, end)}.items():
                written_then = _messages(api, key, begin, end)
                found = tuple(_raw(message, at, talk, seller, site) for at, message in written_then)
                newest = max([newest, *(message.at for message in found)])
                yield MessagePage(found, dict(cursor))
            begin = end or max(begin, newest - OVERLAP)
            cursor = {"since": begin.isoformat()}
            yield MessagePage((), cursor)


def _conversations(api: Api, begin: datetime, end: datetime | None) -> Iterator[Document]:
    wanted = {"conversation_type": FROM_MEMBERS, "start_time": written(begin), "limit": str(LIMIT)}
    if end is not None:
        wanted["end_time"] = written(end)

    def ask(offset: int) -> tuple[Document, int, int | None]:
        found = api.get(f"{MESSAGE}/conversation", {**wanted, "offset": str(offset)})
        return found, len(rows(found, "conversations")), count(found, "total")

    for page in pages(ask, limit=LIMIT):
        yield from (talk for talk in rows(page.document, "conversations") if text(talk, "conversationId"))


def _messages(api: Api, key: str, begin: datetime, end: datetime | None) -> Iterator[tuple[datetime, Document]]:
    wanted = {"conversation_type": FROM_MEMBERS, "limit": str(LIMIT)}

    def ask(offset: int) -> tuple[Document, int, int | None]:
        found = api.get(f"{MESSAGE}/conversation/{key}", {**wanted, "offset": str(offset)})
        return found, len(rows(found, "messages")), count(found, "total")

    for page in pages(ask, limit=LIMIT):
        for message in rows(page.document, "messages"):
            at = time_of(message.get("createdDate")) or begin
            if begin <= at <= (end or at) and text(message, "messageId"):
                yield at, message


def _raw(message: Document, at: datetime, talk: Document, seller: Seller, site: str) -> RawMessage:
    about = {name: value for name, value in talk.items() if name not in {"latestMessage", "unreadCount"}}
    whole = {"site": site, "seller": list(seller.names), "conversation": about, "message": _lasting(message)}
    return RawMessage(
        external_id=text(message, "messageId"),
        data=json.dumps(whole, ensure_ascii=False, sort_keys=True).encode(),
        at=at,
        outgoing=seller.is_named(text(message, "senderUsername")),
    )


def _lasting(message: Document) -> dict[str, Any]:
    """The message without its mark of reading: read or not, it is the same message."""
    return {name: value for name, value in message.items() if name != "readStatus"}
