"""AWS Signature Version 4 for one POST. Pure."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Keys:
    """An access key of an AWS user; `session` only with temporary credentials."""

    key_id: str
    secret: str
    session: str = ""


def signed(
    headers: Mapping[str, str],
    body: bytes,
    *,
    host: str,
    path: str,
    keys: Keys,
    region: str,
    service: str,
    now: datetime,
) -> dict[str, str]:
    """`headers` with `X-Amz-Date` and `Authorization` for a POST of `body` to `path` (percent-encoded) at `host`.

    All the given headers and the host are signed. The rules are AWS's "Signature Version 4 signing process".
    """
    at = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    sent = {**headers, "X-Amz-Date": at, **({"X-Amz-Security-Token": keys.session} if keys.session else {})}
    canonical = {name.lower(): " ".join(value.split()) for name, value in {**sent, "host": host}.items()}
    names = ";".join(sorted(canonical))
    lines = "".join(f"{name}:{canonical[name]}\n" for name in sorted(canonical))
    request = "\n".join(("POST", path, "", lines, names, hashlib.sha256(body).hexdigest()))
    scope = f"{at[:8]}/{region}/{service}/aws4_request"
    to_sign = "\n".join((ALGORITHM, at, scope, hashlib.sha256(request.encode()).hexdigest()))
    signature = hmac.new(_key(keys.secret, at[:8], region, service), to_sign.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={keys.key_id}/{scope}"
    return {**sent, "Authorization": f"{ALGORITHM} {credential}, SignedHeaders={names}, Signature={signature}"}


def _key(secret: str, day: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for word in (day, region, service, "aws4_request"):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    return key
