"""What the stand-in remembers: tokens, counted calls, its signing key, who wants to be told what."""

import base64
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from sportello.sandbox.vendors import Outside
from sportello.sandbox.world import World

SELLER, SELLER_ID = "casalume_shop", "k3nq8wlr2tb"
CLIENT_ID = "CasaLume-Sportell-PRD-0a1b2c3d4-5e6f7a8b"
CLIENT_SECRET = "PRD-sandbox-secret-of-ebay"  # noqa: S105 - no secret: it opens nothing but this stand-in
REFRESH_TOKEN = "v^1.1#i^1#r^1#p^3#I^3#f^0#t^sandbox-casa-lume"  # noqa: S105 - as above
ROOT = "https://api.ebay.com/oauth/api_scope"
MESSAGE = f"{ROOT}/commerce.message"
FULFILLMENT = f"{ROOT}/sell.fulfillment"
DISPUTE = f"{ROOT}/sell.payment.dispute"
IDENTITY = f"{ROOT}/commerce.identity.readonly"
ANALYTICS = f"{ROOT}/sell.analytics.readonly"
SUBSCRIPTION = f"{ROOT}/commerce.notification.subscription"


@dataclass(frozen=True, slots=True)
class Token:
    """One access token: since when, what it may, and whether it is the seller's or the application's."""

    issued: datetime
    scopes: frozenset[str]
    of_seller: bool


@dataclass(slots=True)
class State:
    """`granted` is what the seller agreed to; `touched` are orders that changed without anything to see."""

    world: World
    outside: Outside
    key: ec.EllipticCurvePrivateKey
    kid: str
    tokens: dict[str, Token] = field(default_factory=dict)
    granted: set[str] = field(
        default_factory=lambda: {ROOT, MESSAGE, FULFILLMENT, DISPUTE, IDENTITY, SUBSCRIPTION, ANALYTICS}
    )
    calls: dict[tuple[str, str], int] = field(default_factory=dict)
    touched: dict[str, datetime] = field(default_factory=dict)
    alert_email: str = ""
    destinations: dict[str, dict[str, Any]] = field(default_factory=dict)
    subscriptions: dict[str, dict[str, Any]] = field(default_factory=dict)

    def tell(self, topic: str, data: dict[str, Any]) -> None:
        """Push this to everybody who subscribed to the topic."""
        for subscription in list(self.subscriptions.values()):
            if subscription["topicId"] == topic and subscription["status"] == "ENABLED":
                self.push(subscription, data)

    def push(self, subscription: dict[str, Any], data: dict[str, Any]) -> None:
        """Push this to one subscriber, signed."""
        destination = self.destinations.get(subscription["destinationId"])
        if destination is None or destination["status"] != "ENABLED":
            return
        at = self.world.clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        body = {
            "metadata": {"topic": subscription["topicId"], "schemaVersion": "1.0", "deprecated": False},
            "notification": {
                "notificationId": str(uuid.uuid4()),
                "eventDate": at,
                "publishDate": at,
                "publishAttemptCount": 1,
                "data": data,
            },
        }
        raw = json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "X-EBAY-SIGNATURE": self.signature(raw)}
        self.outside.push(destination["deliveryConfig"]["endpoint"], raw, headers)

    def signature(self, body: bytes) -> str:
        """The header for a body."""
        signed = base64.b64encode(self.key.sign(body, ec.ECDSA(hashes.SHA1()))).decode()  # noqa: S303 - eBay's choice
        said = {"alg": "ecdsa", "kid": self.kid, "signature": signed, "digest": "SHA1"}
        return base64.b64encode(json.dumps(said).encode()).decode()

    def public_key(self) -> str:
        """As eBay writes it: one line."""
        pem = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return "".join(pem.decode().splitlines())


def opened(world: World, outside: Outside, kept: dict[str, Any]) -> State:
    """What is remembered from the last time, or a new stand-in."""
    if not kept:
        return State(world, outside, ec.generate_private_key(ec.SECP256R1()), str(uuid.uuid4()))
    key = load_pem_private_key(kept["key"].encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("the kept key is no key of an elliptic curve")
    state = State(world, outside, key, kept["kid"], alert_email=kept["alert_email"])
    state.destinations, state.subscriptions = kept["destinations"], kept["subscriptions"]
    return state


def keep(state: State) -> dict[str, Any]:
    """What must survive a restart; access tokens need not."""
    pem = state.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {
        "key": pem.decode(),
        "kid": state.kid,
        "alert_email": state.alert_email,
        "destinations": state.destinations,
        "subscriptions": state.subscriptions,
    }
