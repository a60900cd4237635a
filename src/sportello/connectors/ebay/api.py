"""eBay's REST interfaces as one seller calls them: three ways of saying who calls, and two hosts.

Sell and Commerce APIs take `Bearer`, Post-Order takes `IAF`, and payment disputes and identity live on apiz.ebay.com.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum
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


class Way(Enum):
    """How a call says who calls, and which host it goes to."""

    SELLER = "seller"
    SECOND_HOST = "second host"
    POST_ORDER = "post-order"
    APPLICATION = "application"


class Api:
    """One account's calls, for as long as the `with` lasts. A way that is not used costs nothing."""

    def __init__(self, account: Account, now: datetime) -> None:
        self.tokens, self._now = Tokens(account, now), now
        self._base = account.setting("base_url", BASE_URL)
        self._callers: dict[Way, Caller] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for caller in self._callers.values():
            caller.__exit__(kind, error, trace)

    def _caller(self, way: Way) -> Caller:
        if way not in self._callers:
            is_application = way is Way.APPLICATION
            token = self.tokens.application if is_application else self.tokens.seller
            fresh = self.tokens.renew_application if is_application else self.tokens.renew_seller
            scheme = "IAF" if way is Way.POST_ORDER else "Bearer"
            base = self._base.replace("://api.", "://apiz.") if way is Way.SECOND_HOST else self._base
            self._callers[way] = Caller(
                base,
                authorise=lambda: {"Authorization": f"{scheme} {token()}"},
                renew=lambda: _do(fresh),
                explain=words_of,
            )
        return self._callers[way]

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Document:
        """A document of the Sell or Commerce APIs. Raises `ApiTrouble`."""
        return self._document(Way.SELLER, path, params)

    def get_second(self, path: str, params: Mapping[str, str] | None = None) -> Document:
        """A document of apiz.ebay.com. Raises `ApiTrouble`."""
        return self._document(Way.SECOND_HOST, path, params)

    def get_post_order(self, path: str, params: Mapping[str, str] | None = None) -> Document:
        """A document of Post-Order. Raises `ApiTrouble`."""
        return self._document(Way.POST_ORDER, f"{POST_ORDER}{path}", params)

    def get_as_application(self, path: str, params: Mapping[str, str] | None = None) -> Document:
        """A document that belongs to the application, such as a public key. Raises `ApiTrouble`."""
        return self._document(Way.APPLICATION, path, params)

    def send(self, method: str, path: str, body: Any, *, as_application: bool = False) -> httpx.Response:
        """A call that changes something; `body` None sends none. Raises `ApiTrouble`."""
        caller = self._caller(Way.APPLICATION if as_application else Way.SELLER)
        given = {} if body is None else {"json": body}
        try:
            return caller.call(method, path, now=self._now, **given)
        except ApiTrouble as trouble:
            raise _patient(trouble) from trouble

    def _document(self, way: Way, path: str, params: Mapping[str, str] | None) -> Document:
        given = {"params": dict(params)} if params else {}
        try:
            found = self._caller(way).json("GET", path, now=self._now, headers={"Accept": "application/json"}, **given)
        except ApiTrouble as trouble:
            raise _patient(trouble) from trouble
        if not isinstance(found, dict):
            raise ApiTrouble(TroubleKind.NONSENSE, "the answer is no JSON object")
        return found


def _patient(trouble: ApiTrouble) -> ApiTrouble:
    if trouble.kind is TroubleKind.THROTTLED and trouble.retry_after is None:
        return ApiTrouble(trouble.kind, trouble.words, retry_after=WAIT)
    return trouble


def _do(renew: Callable[[], str]) -> None:
    renew()
