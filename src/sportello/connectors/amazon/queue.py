"""The seller's SQS queue: receiving and deleting by AWS JSON 1.0."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from sportello.channels.calling import LOOPBACK, Caller
from sportello.channels.contract import Account, ApiTrouble, TroubleKind

from .signing import Keys, signed
from .sites import EUROPE, FAR_EAST, NORTH_AMERICA
from .tokens import pasted
from .values import nonsense, parts, text

MOST = 10
# A message that was received comes back after this time unless it was deleted: long enough for a round of orders.
HIDDEN_SECONDS = 300
_ADDRESS = re.compile(
    r"^https?://[^/]+(?P<root>(?:/[^/]+)*)/(?P<owner>\d{6,14})/(?P<name>[\w-]{1,80}(?:\.fifo)?)$", re.A
)
_REGION = re.compile(r"^(?:sqs|queue)\.(?P<region>[a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)(?:\.cn)?$")
# Where Amazon runs each region of SP-API; a queue elsewhere says so in its host.
_AWS_REGIONS = {NORTH_AMERICA: "us-east-1", EUROPE: "eu-west-1", FAR_EAST: "us-west-2"}
_KINDS = {
    TroubleKind.CREDENTIALS: re.compile(
        r"InvalidClientTokenId|UnrecognizedClient|Signature|InvalidSecurity|MissingAuth"
    ),
    TroubleKind.PERMISSION: re.compile(r"AccessDenied|KmsAccessDenied"),
    TroubleKind.NOT_FOUND: re.compile(r"QueueDoesNotExist|NonExistentQueue|InvalidAddress"),
    TroubleKind.THROTTLED: re.compile(r"Throttl|OverLimit"),
}


@dataclass(frozen=True, slots=True)
class Received:
    """A message of the queue; `handle` deletes it."""

    id: str
    handle: str
    body: str


@dataclass(frozen=True, slots=True)
class Place:
    """A queue's address taken apart."""

    url: str
    host: str
    root: str
    region: str
    arn: str


def place_of(account: Account) -> Place:
    """Where the account's queue is. Raises `ApiTrouble` REFUSED for an address that is none of a queue's."""
    url = account.setting("queue_url").strip()
    parsed, found = urlsplit(url), _ADDRESS.match(url)
    local = parsed.hostname in LOOPBACK
    regional = _REGION.match(parsed.hostname or "")
    if not found or not (local or (parsed.scheme == "https" and regional)):
        raise ApiTrouble(TroubleKind.REFUSED, "this is not the address of an SQS queue")
    region = regional["region"] if regional else _AWS_REGIONS.get(account.setting("region"), _AWS_REGIONS[EUROPE])
    arn = f"arn:aws:sqs:{region}:{found['owner']}:{found['name']}"
    return Place(url, f"{parsed.scheme}://{parsed.netloc}", f"{found['root']}/", region, arn)


class Queue:
    """The account's queue at `now`."""

    def __init__(self, account: Account, *, now: datetime) -> None:
        self.place = place_of(account)
        self._now = now
        self._keys = Keys(pasted(account, "aws_access_key_id"), pasted(account, "aws_secret_access_key"))
        self._caller = Caller(self.place.host, explain=_explain)

    def __enter__(self) -> Self:
        self._caller.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._caller.__exit__(kind, error, trace)

    def receive(self, *, most: int = MOST, hidden_seconds: int = HIDDEN_SECONDS) -> tuple[Received, ...]:
        """What waits now, at most ten; each is hidden from the next call for so long. Raises `ApiTrouble`."""
        wish = {"MaxNumberOfMessages": most, "VisibilityTimeout": hidden_seconds, "WaitTimeSeconds": 0}
        answer = self._call("ReceiveMessage", wish)
        return tuple(
            Received(text(one, "MessageId"), text(one, "ReceiptHandle"), text(one, "Body"))
            for one in parts(answer, "Messages")
        )

    def delete(self, handle: str) -> None:
        """Delete a received message; one that is gone is no trouble. Raises `ApiTrouble`."""
        self._call("DeleteMessage", {"ReceiptHandle": handle})

    def _call(self, action: str, wish: Mapping[str, Any]) -> Mapping[str, Any]:
        body = json.dumps({"QueueUrl": self.place.url, **wish}).encode()
        headers = signed(
            {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"AmazonSQS.{action}"},
            body,
            host=urlsplit(self.place.host).netloc,
            path=self.place.root,
            keys=self._keys,
            region=self.place.region,
            service="sqs",
            now=self._now,
        )
        try:
            answer = self._caller.json("POST", self.place.root, now=self._now, content=body, headers=headers)
        except ApiTrouble as trouble:
            raise ApiTrouble(_kind(trouble), trouble.words, retry_after=trouble.retry_after) from trouble
        if answer is not None and not isinstance(answer, Mapping):
            raise nonsense("the queue's answer is no object")
        return answer or {}


def _kind(trouble: ApiTrouble) -> TroubleKind:
    """AWS says most of it by the error's type, under 400 and 403 alike."""
    if trouble.kind not in (TroubleKind.REFUSED, TroubleKind.PERMISSION, TroubleKind.CREDENTIALS):
        return trouble.kind
    return next((kind for kind, words in _KINDS.items() if words.search(trouble.words)), trouble.kind)


def _explain(response: httpx.Response) -> str:
    try:
        said = response.json()
        kind = str(said.get("__type") or "").rpartition("#")[2]
        return f"{kind} {said.get('message') or said.get('Message') or ''}".strip()[:300]
    except (ValueError, AttributeError):
        return ""
