"""Restricted data tokens (Tokens 2021-03-01), which some reports with personal data need; orders do not any more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .client import Client
from .operations import RESTRICTED_TOKEN
from .tokens import Token
from .values import needed, nonsense, whole


@dataclass(frozen=True, slots=True)
class Resource:
    """A call that the token is for; `elements` such as "buyerInfo"."""

    method: str
    path: str
    elements: tuple[str, ...] = ()


def restricted_token(client: Client, resources: tuple[Resource, ...], *, application: str = "") -> Token:
    """A token for these calls, or for another `application` that makes them. Raises `ApiTrouble`."""
    wanted = [
        {"method": one.method, "path": one.path, **({"dataElements": list(one.elements)} if one.elements else {})}
        for one in resources
    ]
    body = {"restrictedResources": wanted, **({"targetApplication": application} if application else {})}
    answer = client.call(RESTRICTED_TOKEN, body=body)
    if not isinstance(answer, Mapping):
        raise nonsense("the restricted data token is no object")
    ends: datetime = client.now + timedelta(seconds=whole(answer, "expiresIn"))
    return Token(needed(answer, "restrictedDataToken"), ends)
