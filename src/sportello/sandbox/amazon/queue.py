"""The seller's queue, by the part of the AWS JSON protocol 1.0 that a reader needs.

| X-Amz-Target | does |
|---|---|
| AmazonSQS.GetQueueUrl | the queue's address |
| AmazonSQS.GetQueueAttributes | its ARN and how many messages wait |
| AmazonSQS.ReceiveMessage | up to ten, hidden from others for `VisibilityTimeout` seconds; waits up to 20 s |
| AmazonSQS.DeleteMessage, DeleteMessageBatch | done with them |
| AmazonSQS.ChangeMessageVisibility | hide it for longer, or no longer |
"""

import asyncio
import hashlib
import json
import re
import secrets
import uuid
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sportello.sandbox.web import Answer, Request
from sportello.sandbox.world import World

from .state import QueueMessage, State

REGION, ACCOUNT, NAME = "eu-west-1", "123456789012", "casalume-orders"
QUEUE_ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{NAME}"
ACCESS_KEY = "AKIACASALUMESANDBOX0"
SECRET_KEY = "casalume+sandbox+secret"  # noqa: S105 - the stand-in's, printed in its README
KEPT_FOR = timedelta(days=4)
SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>\w+)/\d{8}/(?P<region>[a-z0-9-]+)/sqs/aws4_request, ?"
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+), ?Signature=[0-9a-f]{64}"
)
JSON = "application/x-amz-json-1.0"
STEP = 0.05


class _Fault(Exception):
    def __init__(self, kind: str, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(message)
        self.kind, self.status = kind, status


def put(state: State, body: str, at: datetime, *, doubled: bool, reordered: bool) -> None:
    """Put a message into the queue: twice, or not before the one after it, when a fault says so."""
    message = QueueMessage(str(uuid.uuid4()), body, at)
    if reordered and not state.held:
        state.held.append(message)
        return
    state.queue += [message, *state.held]
    state.held = []
    if doubled:
        state.queue.append(QueueMessage(str(uuid.uuid4()), body, at))


async def answer(request: Request, world: World, state: State) -> Answer:
    """One call of a reader of the queue."""
    try:
        _must_be_signed(request)
        return _json(await _call(request, world, state))
    except _Fault as fault:
        said = {"__type": f"com.amazonaws.sqs#{fault.kind}", "message": str(fault)}
        return _json(said, fault.status)


async def _call(request: Request, world: World, state: State) -> dict[str, Any]:
    action = request.headers.get("x-amz-target", "").removeprefix("AmazonSQS.")
    try:
        body = json.loads(request.body or b"{}")
    except ValueError as error:
        raise _Fault("SerializationException", "The body is no JSON.") from error
    if action == "GetQueueUrl":
        if body.get("QueueName") != NAME:
            raise _Fault("QueueDoesNotExist", "The specified queue does not exist.")
        return {"QueueUrl": queue_url(request.base)}
    if str(body.get("QueueUrl", "")).rpartition("/")[2] != NAME:
        raise _Fault("QueueDoesNotExist", "The specified queue does not exist.")
    state.queue = [message for message in state.queue if message.sent_at > world.now() - KEPT_FOR]
    if action == "ReceiveMessage":
        return await _receive(body, world, state)
    return _others(action, body, world, state)


def _others(action: str, body: dict[str, Any], world: World, state: State) -> dict[str, Any]:
    if action == "GetQueueAttributes":
        return {"Attributes": {"QueueArn": QUEUE_ARN, "ApproximateNumberOfMessages": str(len(state.queue))}}
    if action == "DeleteMessage":
        _delete(state, body.get("ReceiptHandle", ""))
        return {}
    if action == "DeleteMessageBatch":
        entries = body.get("Entries", [])
        for entry in entries:
            _delete(state, entry.get("ReceiptHandle", ""))
        return {"Successful": [{"Id": entry.get("Id", "")} for entry in entries], "Failed": []}
    if action == "ChangeMessageVisibility":
        for message in state.queue:
            if message.receipt == body.get("ReceiptHandle"):
                message.hidden_until = world.now() + timedelta(seconds=int(body.get("VisibilityTimeout", 30)))
        return {}
    raise _Fault("InvalidAction", f"The action {action} is not valid for this endpoint.")


def queue_url(base: str) -> str:
    """The queue's address below the stand-in's."""
    return f"{base}/sqs/{ACCOUNT}/{NAME}"


async def _receive(body: dict[str, Any], world: World, state: State) -> dict[str, Any]:
    most, wait = _number(body, "MaxNumberOfMessages", 1, 1, 10), _number(body, "WaitTimeSeconds", 0, 0, 20)
    hidden = _number(body, "VisibilityTimeout", 30, 0, 43200)
    for _ in range(int(wait / STEP) + 1):
        got = _take(state, most, world.now(), timedelta(seconds=hidden))
        if got:
            return {"Messages": [_shown(message) for message in got]}
        if wait:
            await asyncio.sleep(STEP)
            world.settle()
    return {}


def _take(state: State, most: int, now: datetime, hidden: timedelta) -> list[QueueMessage]:
    free = [message for message in state.queue if message.hidden_until is None or message.hidden_until <= now][:most]
    for message in free:
        message.hidden_until, message.receipt = now + hidden, secrets.token_urlsafe(32)
        message.received += 1
    return free


def _shown(message: QueueMessage) -> dict[str, Any]:
    return {
        "MessageId": message.id,
        "ReceiptHandle": message.receipt,
        "MD5OfBody": hashlib.md5(message.body.encode(), usedforsecurity=False).hexdigest(),
        "Body": message.body,
    }


def _delete(state: State, receipt: str) -> None:
    if not receipt:
        raise _Fault("ReceiptHandleIsInvalid", "The input receipt handle is invalid.")
    state.queue = [message for message in state.queue if message.receipt != receipt]


def _number(body: dict[str, Any], name: str, default: int, least: int, most: int) -> int:
    value = body.get(name, default)
    if not isinstance(value, int) or not least <= value <= most:
        message = f"Value {value} for parameter {name} is invalid. Reason: Must be between {least} and {most}."
        raise _Fault("InvalidParameterValue", message)
    return value


def _must_be_signed(request: Request) -> None:
    found = SIGNED.fullmatch(request.headers.get("authorization", ""))
    if found is None or "x-amz-date" not in request.headers:
        raise _Fault("MissingAuthenticationToken", "Request is missing Authentication Token", HTTPStatus.FORBIDDEN)
    if found["key"] != ACCESS_KEY:
        message = "The security token included in the request is invalid."
        raise _Fault("InvalidClientTokenId", message, HTTPStatus.FORBIDDEN)
    if found["region"] != REGION or not {"host", "x-amz-date"} <= set(found["headers"].split(";")):
        message = "The request signature we calculated does not match the signature you provided."
        raise _Fault("SignatureDoesNotMatch", message, HTTPStatus.FORBIDDEN)


def _json(value: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Answer:
    return Answer(status, JSON, json.dumps(value).encode(), headers={"x-amzn-RequestId": str(uuid.uuid4())})
