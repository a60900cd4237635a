"""Sending an answer into a conversation by the Message API."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
from django.utils.translation import gettext as _

from sportello.channels.contract import Account, ApiTrouble, TroubleKind
from sportello.channels.models import Outbox
from sportello.channels.sending import Lost, Refused, Transport

from .api import MESSAGE, Api
from .messages import FROM_MEMBERS
from .reading import conversation_of

MOST_CHARACTERS = 2_000
_UNCERTAIN = {TroubleKind.LOST, TroubleKind.SERVER, TroubleKind.NONSENSE}
_FOR_GOOD = {TroubleKind.REFUSED, TroubleKind.NOT_FOUND, TroubleKind.PERMISSION}

log = logging.getLogger(__name__)


def sends(account: Account) -> Transport:
    """`Sends`: the account's way out."""
    return Messenger(account)


class Messenger:
    """`Transport` by send_message. It refuses before anything is sent what eBay would not take."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def deliver(self, outbox: Outbox, *, now: datetime, handed_over: Callable[[], None]) -> str:
        """Send one answer and mark its conversation as read. Raises `Refused` or `Lost`.

        An answer of the server that is no clear "no" counts as `Lost`: eBay may have kept the message.
        """
        conversation = _checked(outbox)
        with Api(self._account, now) as api:
            try:
                api.tokens.seller()
            except ApiTrouble as trouble:
                raise _before(trouble) from trouble
            handed_over()
            words = _send(api, conversation, outbox.text)
            _mark_read(api, conversation)
        return words


def _checked(outbox: Outbox) -> str:
    """The conversation to answer in. Raises `Refused` for what cannot be sent."""
    if outbox.files:
        raise Refused(
            _("eBay takes files only from a public https address, which this desk does not offer. Send the text only."),
            permanent=True,
        )
    if len(outbox.text) > MOST_CHARACTERS:
        words = _("eBay takes at most %(most)d characters in a message; this answer has %(count)d.")
        raise Refused(words % {"most": MOST_CHARACTERS, "count": len(outbox.text)}, permanent=True)
    if not outbox.text.strip():
        raise Refused(_("eBay takes no message without words."), permanent=True)
    conversation = conversation_of(outbox.recipient, f"{outbox.references} {outbox.in_reply_to}")
    if not conversation:
        raise Refused(_("eBay has not told which conversation this belongs to; answer it there."), permanent=True)
    return conversation


def _send(api: Api, conversation: str, text: str) -> str:
    body = {"conversationId": conversation, "messageText": text}
    try:
        response = api.send("POST", f"{MESSAGE}/send_message", body)
    except ApiTrouble as trouble:
        if trouble.kind in _UNCERTAIN:
            raise Lost(str(trouble)) from trouble
        raise Refused(trouble.words, permanent=trouble.kind in _FOR_GOOD) from trouble
    return f"{response.status_code} {_message_id(response)}".strip()


def _before(trouble: ApiTrouble) -> Refused | Lost:
    """Without a token nothing was sent: another try is always harmless."""
    return Lost(str(trouble)) if trouble.kind in _UNCERTAIN else Refused(trouble.words, permanent=False)


def _message_id(response: httpx.Response) -> str:
    """eBay's id of the new message; an answer without one does not make a sent message unsent."""
    try:
        said: Any = response.json()
    except ValueError:
        return ""
    return str(said.get("messageId") or "") if isinstance(said, dict) else ""


def _mark_read(api: Api, conversation: str) -> None:
    """What was answered is read. The answer is out already, so a failure here is only noted."""
    body = {"conversationId": conversation, "conversationType": FROM_MEMBERS, "read": True}
    try:
        api.send("POST", f"{MESSAGE}/update_conversation", body)
    except ApiTrouble as trouble:
        log.warning("eBay did not mark a conversation as read: %s", trouble)
