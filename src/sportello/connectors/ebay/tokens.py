"""eBay's OAuth: access tokens for the seller and for the application, kept until they end.

Source: developer.ebay.com, "OAuth access tokens" (a user token lives 7,200 seconds, a refresh token 18 months). The
refresh asks for no scope: it then gives all that the seller once allowed, while a scope that is missing there would
make every renewal fail.
"""

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from sportello.channels.calling import Caller
from sportello.channels.contract import Account, ApiTrouble, TroubleKind

BASE_URL = "https://api.ebay.com"
PATH = "/identity/v1/oauth2/token"
ROOT_SCOPE = "https://api.ebay.com/oauth/api_scope"
SCOPES = (
    ROOT_SCOPE,
    f"{ROOT_SCOPE}/commerce.message",
    f"{ROOT_SCOPE}/sell.fulfillment",
    f"{ROOT_SCOPE}/sell.payment.dispute",
    f"{ROOT_SCOPE}/sell.analytics.readonly",
    f"{ROOT_SCOPE}/commerce.identity.readonly",
    f"{ROOT_SCOPE}/commerce.notification.subscription",
)
LIVES = 7_200
# A token is renewed this long before its end, so that a slow call does not outlive it.
MARGIN = timedelta(minutes=2)
_ENDED = {"invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope"}


class Tokens:
    """The tokens of one account. `seller()` acts for the seller, `application()` for the registered application."""

    def __init__(self, account: Account, now: datetime) -> None:
        self._account, self._now = account, now

    def seller(self) -> str:
        """A token of the seller's, renewed when it is about to end. Raises `ApiTrouble`."""
        return self._good("token") or self.renew_seller()

    def application(self) -> str:
        """A token of the application's. Raises `ApiTrouble`."""
        return self._good("app_token") or self.renew_application()

    def renew_seller(self) -> str:
        """A fresh token of the seller's. Raises `ApiTrouble`: CREDENTIALS when the seller's consent has ended."""
        refresh = self._account.secrets.get("refresh_token", "")
        return self._ask("token", {"grant_type": "refresh_token", "refresh_token": refresh})

    def renew_application(self) -> str:
        """A fresh token of the application's. Raises `ApiTrouble`."""
        return self._ask("app_token", {"grant_type": "client_credentials", "scope": ROOT_SCOPE})

    def _good(self, name: str) -> str:
        until = self._account.secrets.get(f"{name}_until", "")
        return self._account.secrets.get(name, "") if until and datetime.fromisoformat(until) > self._now else ""

    def _ask(self, name: str, form: Mapping[str, str]) -> str:
        headers = {"Authorization": f"Basic {self._basic()}"}
        with Caller(self._account.setting("base_url", BASE_URL), explain=words_of) as caller:
            try:
                given = caller.json("POST", PATH, now=self._now, data=dict(form), headers=headers)
            except ApiTrouble as trouble:
                raise _ended(trouble) from trouble
        return self._keep(name, given)

    def _basic(self) -> str:
        secrets = self._account.secrets
        pair = f"{secrets.get('client_id', '')}:{secrets.get('client_secret', '')}"
        return base64.b64encode(pair.encode()).decode()

    def _keep(self, name: str, given: Any) -> str:
        token = given.get("access_token") if isinstance(given, dict) else None
        if not isinstance(token, str) or not token:
            raise ApiTrouble(TroubleKind.NONSENSE, "the token's answer holds no token")
        lives = given.get("expires_in")
        until = self._now + timedelta(seconds=lives if isinstance(lives, int) else LIVES) - MARGIN
        self._account.keep_secrets({name: token, f"{name}_until": until.isoformat()})
        return token


def _ended(trouble: ApiTrouble) -> ApiTrouble:
    """eBay says 400 for a consent that was taken back: nothing but new credentials helps."""
    if trouble.kind is TroubleKind.REFUSED and any(word in trouble.words for word in _ENDED):
        return ApiTrouble(TroubleKind.CREDENTIALS, trouble.words)
    return trouble


def words_of(response: httpx.Response) -> str:
    """eBay's own words: REST has `errors`, Post-Order `error` as a list, OAuth `error` as a word; "" for none."""
    try:
        said = response.json()
    except ValueError:
        return ""
    if not isinstance(said, dict):
        return ""
    errors = said.get("errors") or said.get("error")
    if isinstance(errors, str):
        return f"{errors} {said.get('error_description') or ''}".strip()
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    words = first.get("longMessage") or first.get("message") or ""
    return f"{first.get('errorId', '')} {words}".strip()[:300]
