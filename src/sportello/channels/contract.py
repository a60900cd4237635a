"""What a connector offers: small protocols and plain values between a marketplace's API and the rest.

A connector is a folder whose `connector.py` holds `CONNECTOR: Connector`. A piece it does not have stays None; nobody
asks by `isinstance` or by the kind's name. `connectors/README.md` shows how to write one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from sportello.orders.records import AfterSale, OrderRecord, ShipmentRecord

from .beginning import BeginsMessages
from .inbound import ChannelKind, Inbound
from .sending import Transport
from .shipping import ConfirmsShipment

if TYPE_CHECKING:
    from .health import ReadsHealth


class Audience(StrEnum):
    """For whom texts on a channel are written."""

    AMAZON = "amazon"
    EBAY = "ebay"
    WALMART = "walmart"
    SHOP = "shop"


class TroubleKind(StrEnum):
    """Why a call failed, as far as anybody has to act on it."""

    CREDENTIALS = "credentials"
    PERMISSION = "permission"
    THROTTLED = "throttled"
    SERVER = "server"
    LOST = "lost"
    NONSENSE = "nonsense"
    REFUSED = "refused"
    NOT_FOUND = "not_found"


class ApiTrouble(Exception):
    """A call that did not give what it should: what kind of trouble, the server's own words, and when to ask again.

    `retry_after` is the server's wish or what its published rate makes of it; None leaves it to the caller's back-off.
    """

    def __init__(self, kind: TroubleKind, words: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(f"{kind}: {words}")
        self.kind, self.words, self.retry_after = kind, words, retry_after


@dataclass(slots=True)
class Account:
    """One API account as its connector gets it.

    `config` holds plain settings (such as "base_url", "shop", "region"), `secrets` what is sealed.
    `keep_secrets(values)` stores renewed tokens at once, merged over the old ones: a rotated token that is not kept is
    lost for ever.
    """

    source_id: int
    config: Mapping[str, Any]
    secrets: dict[str, str]
    keep_secrets: Callable[[Mapping[str, str]], None]

    def setting(self, name: str, default: str = "") -> str:
        """A setting as text."""
        return str(self.config.get(name) or default)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Some orders in the source's order, and the cursor that continues after them.

    `cursor` is stored after orders and `news` are recorded: what is yielded again after a crash does no harm. `done`
    and `total` (None when the source does not say) count for a progress bar.
    """

    orders: tuple[OrderRecord, ...]
    cursor: Mapping[str, Any]
    news: tuple[AfterSale, ...] = ()
    done: int = 0
    total: int | None = None


class PullsOrders(Protocol):
    """Reading orders in bulk."""

    def __call__(
        self, account: Account, cursor: Mapping[str, Any], *, since: datetime, now: datetime
    ) -> Iterator[OrderPage]:
        """Everything that changed after `cursor` (empty at first: after `since`), oldest change first.

        Returns when it has caught up. May stop at any page, and goes on from its cursor with the next call. Raises
        `ApiTrouble`.
        """
        ...


class FetchesOrder(Protocol):
    """Reading one order by the number a buyer quotes."""

    def __call__(self, account: Account, number: str, *, site: str, now: datetime) -> OrderRecord | None:
        """The order, or None when this account has none by this number. Raises `ApiTrouble`."""
        ...


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message as an API gave it, to be kept as an envelope: bytes that the same connector's `reads` understands."""

    external_id: str
    data: bytes
    at: datetime
    outgoing: bool = False


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Some raw messages and the cursor that continues after them; stored in one transaction."""

    messages: tuple[RawMessage, ...]
    cursor: Mapping[str, Any]


class PullsMessages(Protocol):
    """Reading buyers' messages by API, where the marketplace has one."""

    def __call__(
        self, account: Account, cursor: Mapping[str, Any], *, since: datetime, now: datetime
    ) -> Iterator[MessagePage]:
        """As `PullsOrders`, for messages."""
        ...


class ReadsMessage(Protocol):
    """Reading one raw message. Pure."""

    def __call__(self, data: bytes) -> Inbound:
        """What it says. Raises `mail.letter.Unreadable`."""
        ...


class Sends(Protocol):
    """Sending answers by API, where the marketplace has one."""

    def __call__(self, account: Account) -> Transport:
        """The account's way out, as the outbox wants it."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """What a check found: one sentence for the owner in `read` and `may` ("3 orders"; "send messages")."""

    orders: int | None = None
    messages: int | None = None
    may_send: bool = False
    account_name: str = ""
    sites: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Checks(Protocol):
    """Trying an account."""

    def __call__(self, account: Account, *, now: datetime) -> Standing:
        """Call what the desk will call, without changing anything there. Raises `ApiTrouble`."""
        ...


class NudgeKind(StrEnum):
    """What a push told us to do."""

    ORDER = "order"
    ORDERS = "orders"
    MESSAGES = "messages"
    PRIVACY_REQUEST = "privacy_request"
    PRIVACY_ERASE = "privacy_erase"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing to look at: `ref` is an order's number, a buyer's id, or "" for all that is new."""

    kind: NudgeKind
    ref: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class PushRequest:
    """A request to our endpoint as it came: the method, the full public address, headers in lower case, the body."""

    method: str
    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Heard:
    """What a genuine push says. `id` is the sender's own, for deduplication ("" when it must not be kept, such as an
    endpoint's check); `answer` is the body that the sender expects, as JSON when it is not empty."""

    id: str
    nudges: tuple[Nudge, ...] = ()
    answer: bytes = b""
    topic: str = ""


class NotGenuine(Exception):
    """A push whose signature is wrong or missing: it gets 401, and nothing of it is kept but the count."""


class Webhooks(Protocol):
    """Pushes from the marketplace."""

    def hear(self, account: Account, request: PushRequest, *, now: datetime) -> Heard:
        """Check the signature before anything is parsed, then say what it is. Raises `NotGenuine`; `ApiTrouble` when
        a key for checking cannot be had."""
        ...

    def subscribe(self, account: Account, endpoint: str, *, now: datetime) -> None:
        """Ask the marketplace to push to `endpoint` (a public https address); asking again changes nothing. Raises
        `ApiTrouble`."""
        ...


class PullsNudges(Protocol):
    """A queue of pushes that we read ourselves (Amazon's SQS)."""

    def __call__(self, account: Account, *, now: datetime) -> tuple["QueuedNudge", ...]:
        """What waits now, at most a few; () when the account has no queue. Raises `ApiTrouble`."""
        ...


@dataclass(frozen=True, slots=True)
class QueuedNudge:
    """One nudge of a queue; `forget()` deletes it there once it is stored here."""

    nudge: Nudge
    forget: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the connect form: `name` in `config`, or in `secrets` when `secret` (then never shown again).

    `label` and `help` are English sources for gettext. `choices` makes it a list; `pattern` must match fully.
    """

    name: str
    label: str
    help: str = ""
    secret: bool = False
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    pattern: str = ""
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class ConnectForm:
    """What the owner fills in, and the steps to do at the marketplace before (English sources for gettext)."""

    fields: tuple[Field, ...]
    steps: tuple[str, ...]
    help_url: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often to look without being pushed, how far back a marketplace allows, and how long a secret lives."""

    orders_every: timedelta
    orders_every_when_pushed: timedelta
    back_fill: timedelta
    messages_every: timedelta | None = None
    secret_lives: timedelta | None = None


class ServiceKind(StrEnum):
    """Connectors that are no channel: nobody writes or buys there."""

    AFTERSHIP = "aftership"


@dataclass(frozen=True, slots=True)
class ParcelToFollow:
    """A parcel under way: its number, our carrier's code ("" when unknown), and what its own source says of it."""

    number: str
    carrier: str
    external_id: str
    changed_at: datetime
    line_ids: tuple[str, ...] = ()


class FollowsParcel(Protocol):
    """Asking a service where a parcel is now."""

    def __call__(self, account: Account, parcel: ParcelToFollow, *, now: datetime) -> ShipmentRecord | None:
        """What the service knows; None when it knows nothing yet, or never will. Raises `ApiTrouble`."""
        ...


class OrderPageUrl(Protocol):
    """The address of an order at the marketplace, for the seller; pure, also for orders we never fetched."""

    def __call__(self, number: str, *, site: str, config: Mapping[str, Any]) -> str: ...


@dataclass(frozen=True, slots=True)
class Connector:
    """Everything one marketplace or service offers. `needs_mail` says that buyers' messages come and go by a mailbox.

    `reads` and `sends` stand together: a channel of this connector is answered by its API. `gives_no_buyer` is a
    sentence (English source for gettext) for orders fulfilled by the marketplace of which its API tells too little.
    """

    kind: ChannelKind | ServiceKind
    name: str
    audience: Audience | None
    form: ConnectForm
    pace: Pace
    check: Checks
    pull_orders: PullsOrders | None = None
    fetch_order: FetchesOrder | None = None
    pull_messages: PullsMessages | None = None
    reads: ReadsMessage | None = None
    sends: Sends | None = None
    begins: BeginsMessages | None = None
    confirms_shipment: ConfirmsShipment | None = None
    webhooks: Webhooks | None = None
    pull_nudges: PullsNudges | None = None
    follow_parcel: FollowsParcel | None = None
    reads_health: "ReadsHealth | None" = None
    order_url: OrderPageUrl | None = None
    needs_mail: bool = False
    gives_no_buyer: str = ""
    order_number: str = ""
    acts_at_marketplace: Mapping[str, str] = field(default_factory=dict)
