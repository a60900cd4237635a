"""What a connector makes of an envelope: the one value that arrival works on. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .mail.letter import AttachedFile


class MailKind(StrEnum):
    """Which kind of mail arrived; only the first three carry words that open or continue a conversation."""

    BUYER = "buyer"
    SELLER_COPY = "seller_copy"
    SERVICE_NOTICE = "service_notice"
    RETURN_REQUEST = "return_request"
    CLAIM = "claim"
    REFUND_NOTICE = "refund_notice"
    MARKETPLACE_MAIL = "marketplace_mail"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    BULK = "bulk"


class ChannelKind(StrEnum):
    AMAZON = "amazon"
    EBAY = "ebay"
    WALMART = "walmart"
    SHOPIFY = "shopify"
    EMAIL = "email"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Party:
    """A handle of a person as the channel gives it: `kind` is "email", "relay" or "buyer_id"; `value` is normalised."""

    kind: str
    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Bounced:
    """What a delivery failure tells: the recipient, RFC 3463 status, whether it is for good, and which mail it was."""

    recipient: str = ""
    status: str = ""
    permanent: bool = True
    reason: str = ""
    original_message_id: str = ""
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Inbound:
    """One raw thing, read: whose channel it is, which conversation, who wrote it, and what it says.

    `site` is the marketplace site such as "amazon.it", or "" where a channel has none.
    `thread_key` is the marketplace's own key of the conversation, unique within the channel, or "" when it has none
    (plain mail: threading then goes by `in_reply_to` and `references`). `also_keys` are weaker keys, strongest first.
    `text` is the buyer's own words (the visible reply), `quoted` all that was cut off below it.
    `reply_to` is the complete address an answer must go to. `order_ids` are verbatim, in order of appearance.
    `clock_hours` is set when the mail itself starts a clock other than the channel's.
    `no_response_url` is the marketplace's signed link; it is stored and shown, never fetched.
    `copy_key` is equal for the copies of one message that come by different ways (API and mail) at about one time.
    """

    kind: MailKind
    channel_kind: ChannelKind
    site: str
    sender: Party
    reply_to: str
    subject: str
    text: str
    quoted: str = ""
    thread_key: str = ""
    also_keys: tuple[str, ...] = ()
    case_id: str = ""
    order_ids: tuple[str, ...] = ()
    item_ids: tuple[str, ...] = ()
    sent_at: datetime | None = None
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    files: tuple[AttachedFile, ...] = ()
    outgoing: bool = False
    clock_hours: int | None = None
    no_response_url: str = ""
    has_html: bool = False
    bounce: Bounced | None = None
    trusted: bool = True
    copy_key: str = ""
    why: str = ""
