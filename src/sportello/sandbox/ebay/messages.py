"""Commerce Message v1: conversations of the world, read and written."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.web import Answer
from sportello.sandbox.world import Conversation, Message

from .calls import Call, cut, iso, time, unknown
from .errors import EbayError, bad
from .state import SELLER

DOMAIN = "API_MESSAGE"
TYPES, STATUSES = {"FROM_MEMBERS", "FROM_EBAY"}, {"ACTIVE", "ARCHIVE", "DELETE"}
MOST_CHARACTERS, MOST_MEDIA, MOST = 2_000, 5, 50


def get_conversations(call: Call) -> dict[str, Any]:
    """GET /conversation."""
    call.only(unknown(DOMAIN), "conversation_status", "conversation_type", "end_time", "limit", "offset",
              "other_party_username", "reference_id", "reference_type", "start_time")  # fmt: skip
    _check_type(call)
    limit, offset = _paging(call)
    if "reference_id" in call.query and call.query.get("reference_type") != "LISTING":
        raise bad(355022, DOMAIN, "The parameter reference_type is required whenever reference_id is provided.")
    begin, end = _times(call)
    found = [talk for talk in call.world.conversations() if _is_wanted(talk, call, begin, end)]
    found = [] if call.query["conversation_type"] == "FROM_EBAY" else found
    rows = [_conversation(talk) for talk in cut(found, offset, limit)]
    return {"total": len(found), "limit": limit, "offset": offset, "conversations": rows}


def get_conversation(call: Call) -> dict[str, Any]:
    """GET /conversation/{conversation_id}: newest message first."""
    call.only(unknown(DOMAIN), "conversation_type", "limit", "offset")
    _check_type(call)
    limit, offset = _paging(call)
    talk = _known(call, call.ids[0])
    rows = [_message(message, talk) for message in cut(list(reversed(talk.messages)), offset, limit)]
    return {
        "conversationStatus": talk.status,
        "conversationTitle": _title(talk),
        "conversationType": "FROM_MEMBERS",
        "total": len(talk.messages),
        "limit": limit,
        "offset": offset,
        "messages": rows,
    }


def send_message(call: Call) -> Answer:
    """POST /send_message."""
    names = ("conversationId", "emailCopyToSender", "messageMedia", "messageText", "otherPartyUsername", "reference")
    sent = call.body(unknown(DOMAIN), *names)
    text, media = sent.get("messageText", ""), _media(sent.get("messageMedia", []))
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        words = f"The messageText string exceeds the maximum character threshold of {MOST_CHARACTERS}."
        raise bad(355013, DOMAIN, words)
    if not text.strip() and not media:
        raise bad(355015, DOMAIN, "Please pass message text or upload one of more media attachments.")
    talk = _addressed(call, sent)
    number = Dice(call.world.seed, "sent", talk.id, len(talk.messages)).digits(12)
    message = Message(number, call.world.now(), False, text, _title(talk), media=media)
    talk = call.world.write(talk, message)
    said = _message(message, talk)
    said["recipientUserName"], said["senderUserName"] = said.pop("recipientUsername"), said.pop("senderUsername")
    return Answer.json(said, HTTPStatus.CREATED)


def update_conversation(call: Call) -> Answer:
    """POST /update_conversation: its status, or whether it is read."""
    wrong = unknown(DOMAIN)
    sent = call.body(wrong, "conversationId", "conversationStatus", "conversationType", "read")
    if sent.get("conversationType") not in TYPES:
        raise bad(355002, DOMAIN, "Invalid conversationType value. Please see documentation for valid values.")
    talk = _known(call, str(sent.get("conversationId", "")))
    if isinstance(sent.get("read"), bool):
        messages = tuple(replace(one, read=sent["read"]) if one.by_buyer else one for one in talk.messages)
        call.world.keep(replace(talk, messages=messages))
    elif sent.get("conversationStatus") in STATUSES:
        call.world.keep(replace(talk, status=sent["conversationStatus"]))
    else:
        raise bad(355001, DOMAIN, "Invalid conversationStatus value. Please see documentation for valid values.")
    return Answer(HTTPStatus.NO_CONTENT, "application/json")


def _check_type(call: Call) -> None:
    if call.query.get("conversation_type") not in TYPES:
        words = "The required conversation_type query parameter is either missing or has an invalid value."
        raise bad(355017, DOMAIN, words)


def _paging(call: Call) -> tuple[int, int]:
    limit = call.number("limit", 25, MOST, bad(355009, DOMAIN, f"Invalid limit. It does not exceed {MOST}."), 1)
    wrong = bad(355008, DOMAIN, "Invalid offset. The offset value must be synchronized up with the limit value.")
    offset = call.number("offset", 0, 1_000_000, wrong)
    if offset % limit:
        raise wrong
    return limit, offset


def _times(call: Call) -> tuple[datetime | None, datetime | None]:
    wrong = bad(355005, DOMAIN, "Invalid date format used for one or both date filters.")
    begin = time(call.query["start_time"], wrong) if "start_time" in call.query else None
    end = time(call.query["end_time"], wrong) if "end_time" in call.query else None
    if begin and end and begin >= end:
        raise bad(355004, DOMAIN, "The start_time must be an earlier date than end_time.")
    return begin, end


def _is_wanted(talk: Conversation, call: Call, begin: datetime | None, end: datetime | None) -> bool:
    query, status = call.query, call.query.get("conversation_status", "")
    read = {"READ": talk.unread == 0, "UNREAD": talk.unread > 0}
    return (
        bool(talk.messages)
        and query.get("other_party_username", talk.buyer_user) == talk.buyer_user
        and query.get("reference_id", talk.item) == talk.item
        and (not status or read.get(status, talk.status == status))
        and any((not begin or begin <= one.at) and (not end or one.at <= end) for one in talk.messages)
    )


def _known(call: Call, number: str) -> Conversation:
    talk = call.world.conversation(number)
    if talk is None:
        raise bad(355007, DOMAIN, "Invalid or unrecognized conversation_id value.")
    return talk


def _addressed(call: Call, sent: dict[str, Any]) -> Conversation:
    """The conversation to write in: by its id, or with a buyer about a listing."""
    reference = sent.get("reference") or {}
    if sent.get("conversationId"):
        return _known(call, str(sent["conversationId"]))
    if not sent.get("otherPartyUsername"):
        raise bad(355018, DOMAIN, "conversationId and otherPartyUsername cannot both be empty.")
    name, item = str(sent["otherPartyUsername"]), str(reference.get("referenceId", ""))
    known = [talk for talk in call.world.conversations() if talk.buyer_user == name]
    about = [talk for talk in known if talk.item == item]
    if about:
        return about[0]
    orders = [order for order in call.world.orders("ebay") if order.buyer.ebay_user == name]
    if not orders:
        raise bad(355006, DOMAIN, "Invalid or unrecognized otherPartyUsername value.")
    number = Dice(call.world.seed, "conversation", name, item).digits(12)
    return Conversation(number, orders[-1].site, name, orders[-1].buyer.ebay_id, item)


def _media(media: Any) -> tuple[str, ...]:
    if not isinstance(media, list) or len(media) > MOST_MEDIA:
        raise bad(355010, DOMAIN, f"The maximum amount of media that may be sent is {MOST_MEDIA}.")
    for one in media:
        if not isinstance(one, dict) or set(one) != {"mediaName", "mediaType", "mediaUrl"}:
            raise bad(355012, DOMAIN, "All fields under messageMedia are required. Please add missing field(s).")
        if one["mediaType"] not in {"IMAGE", "PDF", "DOC", "TXT"}:
            raise bad(355011, DOMAIN, "Invalid mediaType value. Please see documentation for valid values.")
        _must_be_https(str(one["mediaUrl"]))
    return tuple(str(one["mediaUrl"]) for one in media)


def _must_be_https(url: str) -> None:
    wrong: EbayError = bad(355014, DOMAIN, "Invalid mediaUrl. Please see documentation.")
    if not url.startswith("https://"):
        raise wrong


def _title(talk: Conversation) -> str:
    return next((message.subject for message in talk.messages if message.subject), "")


def _conversation(talk: Conversation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "conversationId": talk.id,
        "conversationStatus": talk.status,
        "conversationTitle": _title(talk),
        "conversationType": "FROM_MEMBERS",
        "createdDate": iso(talk.messages[0].at),
        "latestMessage": _message(talk.messages[-1], talk),
        "unreadCount": talk.unread,
    }
    return {**said, "referenceType": "LISTING", "referenceId": talk.item} if talk.item else said


def _message(message: Message, talk: Conversation) -> dict[str, Any]:
    media = [{"mediaName": url.rpartition("/")[2], "mediaType": "IMAGE", "mediaUrl": url} for url in message.media]
    sender, recipient = (talk.buyer_user, SELLER) if message.by_buyer else (SELLER, talk.buyer_user)
    said = {
        "messageId": message.id,
        "createdDate": iso(message.at),
        "messageBody": message.text,
        "readStatus": message.read,
        "recipientUsername": recipient,
        "senderUsername": sender,
        "subject": message.subject or _title(talk),
    }
    return {**said, "messageMedia": media} if media else said
