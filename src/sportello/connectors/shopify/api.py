"""Shopify's Admin API: the token, the cost of a query, and errors that come with status 200.

Source: shopify.dev, "Authenticate an app for stores in your organization" (client credentials, a token lives 24 hours)
and "API limits" (calculated query cost).
"""

import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Self

import httpx

from sportello.channels.calling import Caller
from sportello.channels.contract import Account, ApiTrouble, TroubleKind

from .documents import document
from .troubles import SLACK, Bucket, bucket_of, trouble_in, words_of
from .values import Node

VERSION = "2026-10"
PATH = f"/admin/api/{VERSION}/graphql.json"
TOKEN_PATH = "/admin/oauth/access_token"  # noqa: S105 (an address, no secret)
# A token is renewed this long before its end, so that a slow call does not outlive it.
MARGIN = timedelta(minutes=5)
LONGEST_WAIT = timedelta(seconds=1)
# Points are told in whole numbers: a moment more than they say.
MOMENT = timedelta(milliseconds=50)
DOMAIN = ".myshopify.com"


class Api:
    """One shop's calls. `sleep(seconds)` is asked to wait out less than a second of a full bucket."""

    def __init__(self, account: Account, now: datetime, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._account, self._now, self._sleep = account, now, sleep
        self._bucket: Bucket | None = None
        self._dearest: dict[str, float] = {}
        renew = None if account.secrets.get("access_token") else self._renew
        self._caller = Caller(base_url(account), authorise=self._headers, renew=renew, explain=_explain)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._caller.__exit__(None, None, None)

    def ask(self, name: str, operation: str, variables: Mapping[str, Any]) -> Node:
        """The data of one operation of the document `name`. Raises `ApiTrouble`.

        Waits for the bucket to fill where that takes less than a second; longer, it raises with `retry_after`.
        """
        self._wait(operation)
        body = {"query": document(name), "operationName": operation, "variables": dict(variables)}
        answer = self._caller.json("POST", PATH, now=self._now, json=body)
        if not isinstance(answer, Mapping):
            raise ApiTrouble(TroubleKind.NONSENSE, "the answer is no JSON object")
        self._count(operation, answer)
        trouble = trouble_in(answer)
        if trouble is not None:
            raise trouble
        data: Node = answer["data"]
        return data

    def _wait(self, operation: str) -> None:
        if self._bucket is None:
            return
        wait = self._bucket.wait_for(self._dearest.get(operation, 0.0))
        if wait + MOMENT > LONGEST_WAIT:
            words = "the shop's bucket of query points is empty"
            raise ApiTrouble(TroubleKind.THROTTLED, words, retry_after=wait + SLACK)
        if wait > timedelta(0):
            self._sleep((wait + MOMENT).total_seconds())

    def _count(self, operation: str, answer: Node) -> None:
        self._bucket = bucket_of(answer)
        if self._bucket is not None:
            self._dearest[operation] = self._bucket.requested

    def _headers(self) -> dict[str, str]:
        return {"X-Shopify-Access-Token": self._token(), "Accept": "application/json"}

    def _token(self) -> str:
        secrets = self._account.secrets
        if secrets.get("access_token"):
            return secrets["access_token"]
        if not secrets.get("token") or not _is_good(secrets.get("token_until", ""), self._now):
            self._renew()
        return secrets["token"]

    def _renew(self) -> None:
        secrets = self._account.secrets
        form = {
            "grant_type": "client_credentials",
            "client_id": secrets.get("client_id", "") or self._account.setting("client_id"),
            "client_secret": secrets.get("client_secret", ""),
        }
        with Caller(base_url(self._account), explain=_explain) as caller:
            try:
                given = caller.json(
                    "POST", TOKEN_PATH, now=self._now, data=form, headers={"Accept": "application/json"}
                )
            except ApiTrouble as trouble:
                raise _as_credentials(trouble) from trouble
        self._keep(given)

    def _keep(self, given: Any) -> None:
        token = given.get("access_token") if isinstance(given, Mapping) else None
        if not isinstance(token, str) or not token:
            raise ApiTrouble(TroubleKind.NONSENSE, "the token's answer holds no token")
        lives = given.get("expires_in")
        seconds = lives if isinstance(lives, int) and lives > 0 else 86_400
        kept = {"token": token, "token_until": (self._now + timedelta(seconds=seconds) - MARGIN).isoformat()}
        self._account.secrets.update(kept)
        self._account.keep_secrets(kept)


def handle_of(account: Account) -> str:
    """The shop's own name in its addresses: "casa-lume" of "casa-lume.myshopify.com"."""
    return handle_in(account.setting("shop"))


def handle_in(shop: str) -> str:
    """The same of whatever the owner entered, an address of the shop with or without https too."""
    return shop.strip().lower().removeprefix("https://").partition("/")[0].removesuffix(DOMAIN)


def base_url(account: Account) -> str:
    """Where the shop's API is. Raises `ApiTrouble` for an account without a shop."""
    given = account.setting("base_url").rstrip("/")
    if given:
        return given
    if not handle_of(account):
        raise ApiTrouble(TroubleKind.REFUSED, "the account names no shop")
    return f"https://{handle_of(account)}{DOMAIN}"


def _is_good(until: str, now: datetime) -> bool:
    try:
        return datetime.fromisoformat(until) > now
    except (ValueError, TypeError):
        return False


def _as_credentials(trouble: ApiTrouble) -> ApiTrouble:
    """The token's address says 400 for a wrong secret, an app that is not installed and a foreign shop alike."""
    if trouble.kind in {TroubleKind.REFUSED, TroubleKind.PERMISSION, TroubleKind.NOT_FOUND}:
        return ApiTrouble(TroubleKind.CREDENTIALS, trouble.words)
    return trouble


def _explain(response: httpx.Response) -> str:
    try:
        return words_of(json.loads(response.content))
    except ValueError:
        return words_of(response.text)
