"""eBay's REST interfaces as one seller calls them: three ways of saying who calls, and two hosts.

Sell and Commerce APIs take `Bearer`, Post-Order takes `IAF`, and payment disputes and identity live on apiz.ebay.com.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

import httpx

from sportello.channels.calling import Caller
from sportello.channels.contract import Account, ApiTrouble, TroubleKind

from .tokens import BASE_URL, Tokens, words_of
from .values import Document

FULFILLMENT = "/sell/fulfillment/v1"
MESSAGE = "/commerce/message/v1"
NOTIFICATION = "/commerce/notification/v1"
IDENTITY = "/commerce/identity/v1"
POST_ORDER = "/post-order/v2"
# eBay counts calls by the day and names no time in its 429; four tries an hour spend nothing of the next day's.
WAIT = timedelta(minutes=15)


class Api:
    """One account's calls, for as long as the `with` lasts."""

    def __init__(self, account: Account, now: datetime) -> None:
        self.tokens, self._now = Tokens(account, now), now
        base = account.setting("base_url", BASE_URL)
        tokens = self.tokens
        self._seller = Caller(
            base, authorise=lambda: _bearer(tokens.seller()), renew=lambda: _do(tokens.renew_seller), explain=words_of
        )
        self._second = Caller(
            base.replace("://api.", "://apiz."),
            authorise=lambda: _bearer(tokens.seller()),
            renew=lambda: _do(tokens.renew_seller),
            explain=words_of,
        )
        self._post_order = Caller(
            base, authorise=lambda: _iaf(tokens.seller()), renew=lambda: _do(tokens.renew_seller), explain=words_of
        )
        self._application = Caller(
            base,
            authorise=lambda: _bearer(tokens.application()),
            renew=lambda: _do(tokens.renew_application),
            explain=words_of,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for caller in (self._seller, self._second, self._post_order, self._application):
            caller.__exit__(kind, error, trace)

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Document:
        """A document of the Sell or Commerce APIs. Raises `ApiTrouble`."""
        return self._document(self._seller, path, params)

    def get_second(self, path: str, params: Mapping[str, str] | None = None) -> Document:
        """A document of apiz.ebay.com. Raises `ApiTrouble`."""
        return self._document(self._second, path, params)

    def get_post_order(self, path: str, params: Mapping[str, str] | None = None) -> Document:
        """A document of Post-Order. Raises `ApiTrouble`."""
        return self._document(self._post_order, f"{POST_ORDER}{path}", params)

    def get_as_application(self, path: str, params: Mapping[str, str] | None = None) -> Document:
        """A document that belongs to the application, such as a public key. Raises `ApiTrouble`."""
        return self._document(self._application, path, params)

    def send(self, method: str, path: str, body: Any, *, as_application: bool = False) -> httpx.Response:
        """A call that changes something; `body` None sends none. Raises `ApiTrouble`."""
        caller = self._application if as_application else self._seller
        given = {} if body is None else {"json": body}
        try:
            return caller.call(method, path, now=self._now, **given)
        except ApiTrouble as trouble:
            raise _patient(trouble) from trouble

    def _document(self, caller: Caller, path: str, params: Mapping[str, str] | None) -> Document:
        given = {"params": dict(params)} if params else {}
        try:
            found = caller.json("GET", path, now=self._now, headers={"Accept": "application/json"}, **given)
        except ApiTrouble as trouble:
            raise _patient(trouble) from trouble
        if not isinstance(found, dict):
            raise ApiTrouble(TroubleKind.NONSENSE, "the answer is no JSON object")
        return found


def _patient(trouble: ApiTrouble) -> ApiTrouble:
    if trouble.kind is TroubleKind.THROTTLED and trouble.retry_after is None:
        return ApiTrouble(trouble.kind, trouble.words, retry_after=WAIT)
    return trouble


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _iaf(token: str) -> dict[str, str]:
    return {"Authorization": f"IAF {token}"}


def _do(renew: Any) -> None:
    renew()
