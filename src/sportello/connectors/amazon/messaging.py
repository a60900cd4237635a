"""Messaging v1: the messages that a seller may begin about an order. It cannot answer buyers; answers go by mail."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sportello.channels.contract import ApiTrouble, TroubleKind

from .actions import actions
from .client import Client
from .operations import GET_ATTRIBUTES, MESSAGING_ACTIONS, Operation, message_operation
from .uploads import MOST_TOGETHER, TYPES, Attachment, File, upload
from .values import nonsense, part, text

MOST_FILES = 5
_MARKUP = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[a-z]{2,24}\b", re.IGNORECASE)


class Kind(StrEnum):
    """What a message is about; the value is the last part of its path."""

    CUSTOMIZATION = "confirmCustomizationDetails"
    DELIVERY = "confirmDeliveryDetails"
    LEGAL = "legalDisclosure"
    ORDER = "confirmOrderDetails"
    SERVICE = "confirmServiceDetails"
    WARRANTY = "warranty"
    ACCESS_KEY = "digitalAccessKey"
    PROBLEM = "unexpectedProblem"
    INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a kind takes: `longest` text (0: none), from `fewest` to `most` files, and whether days of cover."""

    operation: str
    longest: int = 0
    fewest: int = 0
    most: int = 0
    cover: bool = False


LIMITS: Mapping[Kind, Limits] = {
    Kind.CUSTOMIZATION: Limits("confirmCustomizationDetails", longest=800, most=MOST_FILES),
    Kind.DELIVERY: Limits("createConfirmDeliveryDetails", longest=2000),
    Kind.LEGAL: Limits("createLegalDisclosure", fewest=1, most=MOST_FILES),
    Kind.ORDER: Limits("createConfirmOrderDetails", longest=2000),
    Kind.SERVICE: Limits("createConfirmServiceDetails", longest=2000),
    Kind.WARRANTY: Limits("CreateWarranty", fewest=1, most=MOST_FILES, cover=True),
    Kind.ACCESS_KEY: Limits("createDigitalAccessKey", longest=400, most=MOST_FILES),
    Kind.PROBLEM: Limits("createUnexpectedProblem", longest=2000),
    Kind.INVOICE: Limits("sendInvoice", fewest=1, most=MOST_FILES),
}
_OTHER_NAMES = {Kind.INVOICE: "sendInvoice"}


@dataclass(frozen=True, slots=True)
class Proactive:
    """A message to begin. `cover_from` and `cover_to` (aware) are the days of a warranty."""

    kind: Kind
    text: str = ""
    files: tuple[File, ...] = ()
    cover_from: datetime | None = None
    cover_to: datetime | None = None


class Unfit(ValueError):
    """A message that the kind's rules do not allow; the text says which."""


def possible(client: Client, number: str, *, marketplace_id: str) -> frozenset[Kind]:
    """The kinds of message that Amazon allows for this order now. Raises `ApiTrouble`."""
    listed = actions(client.call(MESSAGING_ACTIONS, path={"amazonOrderId": number}, params=_at(marketplace_id)))
    return frozenset(kind for kind in Kind if kind.value in listed or _OTHER_NAMES.get(kind) in listed)


def language(client: Client, number: str, *, marketplace_id: str) -> str:
    """The buyer's language of preference as a locale such as "en-US"; "" when Amazon knows none.

    Raises `ApiTrouble`.
    """
    answer = client.call(GET_ATTRIBUTES, path={"amazonOrderId": number}, params=_at(marketplace_id))
    if not isinstance(answer, Mapping):
        raise nonsense("the attributes are no object")
    return text(part(answer, "buyer"), "locale")


def send(
    client: Client,
    number: str,
    message: Proactive,
    *,
    marketplace_id: str,
    handed_over: Callable[[], None] = lambda: None,
) -> None:
    """Send a message of a kind that Amazon lists for the order now, with its files; `handed_over()` just before it.

    Raises `Unfit` before anything is sent, `ApiTrouble` REFUSED when the kind is not listed, and other trouble.
    """
    check(message)
    if message.kind not in possible(client, number, marketplace_id=marketplace_id):
        raise ApiTrouble(TroubleKind.REFUSED, f"Amazon does not offer {message.kind} for order {number}")
    resource = operation_of(message.kind).path.format(amazonOrderId=number)
    files = tuple(upload(client, file, resource=resource, marketplace_id=marketplace_id) for file in message.files)
    handed_over()
    post(client, number, message, files, marketplace_id=marketplace_id)


def post(
    client: Client, number: str, message: Proactive, attached: tuple[Attachment, ...], *, marketplace_id: str
) -> None:
    """The sending itself, with files that Amazon already holds. Raises `ApiTrouble`."""
    body: dict[str, object] = {"text": message.text} if message.text else {}
    if attached:
        body["attachments"] = [one.body() for one in attached]
    for name, at in (("coverageStartDate", message.cover_from), ("coverageEndDate", message.cover_to)):
        if at is not None:
            body[name] = at.isoformat(timespec="milliseconds")
    operation = operation_of(message.kind)
    client.call(operation, path={"amazonOrderId": number}, params=_at(marketplace_id), body=body)


def operation_of(kind: Kind) -> Operation:
    """The call that sends this kind."""
    return message_operation(LIMITS[kind].operation, kind.value)


def check(message: Proactive) -> None:
    """Hold a message against its kind's limits and Amazon's rules for the text. Raises `Unfit`."""
    limits = LIMITS[message.kind]
    _check_text(message, limits)
    _check_files(message, limits)
    if limits.cover and not (message.cover_from and message.cover_to and message.cover_from <= message.cover_to):
        raise Unfit("a warranty needs the days on which its cover begins and ends")


def _check_text(message: Proactive, limits: Limits) -> None:
    if bool(message.text.strip()) != bool(limits.longest):
        raise Unfit("this kind of message needs a text" if limits.longest else "this kind of message takes no text")
    if len(message.text) > limits.longest:
        raise Unfit(f"the text has more than {limits.longest} characters")
    if _MARKUP.search(message.text) or _ADDRESS.search(message.text):
        raise Unfit("Amazon takes neither HTML nor e-mail addresses")


def _check_files(message: Proactive, limits: Limits) -> None:
    if not limits.fewest <= len(message.files) <= limits.most:
        raise Unfit(f"this kind of message takes {limits.fewest} to {limits.most} files")
    if any(file.content_type not in TYPES for file in message.files):
        raise Unfit("Amazon takes text, PDF, Word, JPEG, GIF and PNG only")
    if sum(len(file.data) for file in message.files) >= MOST_TOGETHER:
        raise Unfit("the files are 10 MB or more together")


def _at(marketplace_id: str) -> dict[str, tuple[str, ...]]:
    return {"marketplaceIds": (marketplace_id,)}
