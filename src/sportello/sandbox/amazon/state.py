"""What the stand-in remembers between requests: tokens, subscriptions, the queue, what was sent."""

import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .limits import Limits

TOKEN_LIFE = timedelta(hours=1)
PAGE_LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token: for a seller (`scope` empty) or for a grantless scope."""

    scope: str
    issued_at: datetime

    def good_at(self, now: datetime) -> bool:
        """Whether it has not ended."""
        return now < self.issued_at + TOKEN_LIFE


@dataclass(frozen=True, slots=True)
class Page:
    """What follows a page: the query that began it, the ids that are left, and until when one may ask."""

    query: str
    orders: tuple[str, ...]
    skipped: int
    ends_at: datetime
    before: datetime


@dataclass(slots=True)
class Upload:
    """A place for an attachment, and whether something was put there."""

    resource: str
    md5: str
    content_type: str
    size: int = 0
    filled: bool = False


@dataclass(slots=True)
class Report:
    """A report that was asked for."""

    type: str
    marketplaces: list[str]
    created_at: datetime
    since: datetime
    until: datetime
    polls: int = 0
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A message or solicitation that went to a buyer."""

    at: datetime
    order: str
    action: str
    body: dict[str, Any]


@dataclass(slots=True)
class QueueMessage:
    """One message in the queue; `hidden_until` while somebody works on it, `receipt` of the last one who got it."""

    id: str
    body: str
    sent_at: datetime
    hidden_until: datetime | None = None
    receipt: str = ""
    received: int = 0


@dataclass(slots=True)
class State:
    """Everything. Tests may read it, and allow an order more kinds of messages by `allowed`."""

    tokens: dict[str, Token] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    uploads: dict[str, Upload] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    schedules: dict[str, dict[str, Any]] = field(default_factory=dict)
    destinations: dict[str, dict[str, Any]] = field(default_factory=dict)
    subscriptions: dict[str, dict[str, Any]] = field(default_factory=dict)
    queue: list[QueueMessage] = field(default_factory=list)
    held: list[QueueMessage] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    allowed: dict[str, frozenset[str]] = field(default_factory=dict)
    packages: dict[str, dict[str, Any]] = field(default_factory=dict)

    def new_token(self, scope: str, now: datetime) -> str:
        """A fresh access token."""
        text = f"Atza|{secrets.token_urlsafe(48)}"
        self.tokens[text] = Token(scope, now)
        return text

    def times_sent(self, order: str, action: str) -> int:
        """How often this went to the buyer of this order."""
        return sum(sent.order == order and sent.action == action for sent in self.sent)

    def kept(self) -> dict[str, Any]:
        """What must survive a restart, as JSON values."""
        return {
            "tokens": {text: [token.scope, token.issued_at.isoformat()] for text, token in self.tokens.items()},
            "destinations": self.destinations,
            "subscriptions": self.subscriptions,
            "queue": [[message.id, message.body, message.sent_at.isoformat()] for message in self.queue],
            "packages": self.packages,
            "sent": [asdict(sent) | {"at": sent.at.isoformat()} for sent in self.sent],
        }


def restored(kept: dict[str, Any]) -> State:
    """The state of which `kept` was kept; {} is a new one."""
    time = datetime.fromisoformat
    return State(
        tokens={text: Token(scope, time(at)) for text, (scope, at) in kept.get("tokens", {}).items()},
        destinations=kept.get("destinations", {}),
        subscriptions=kept.get("subscriptions", {}),
        queue=[QueueMessage(name, body, time(at)) for name, body, at in kept.get("queue", [])],
        packages=kept.get("packages", {}),
        sent=[Sent(time(one["at"]), one["order"], one["action"], one["body"]) for one in kept.get("sent", [])],
    )
