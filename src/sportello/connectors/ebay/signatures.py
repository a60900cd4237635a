"""Whether a push is eBay's: the signature in X-EBAY-SIGNATURE, checked with a public key that eBay hands out.

Source: developer.ebay.com, "Notification payload": the header is base64 of `{alg, kid, signature, digest}`, the
signature ECDSA over the body as it came, the key that of getPublicKey, to be kept for an hour.
"""

import base64
import binascii
import json
import re
import textwrap
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sportello.channels.contract import Account, ApiTrouble, NotGenuine, TroubleKind

from .api import NOTIFICATION, Api
from .tokens import BASE_URL
from .values import Document, text

KEPT_FOR = timedelta(hours=1)
# Whoever invents key ids makes us ask eBay for each: beyond so many unknown ones an hour, none is asked for.
MOST_UNKNOWN = 20
LONGEST_HEADER = 4_096
_KEY_ID = re.compile(r"[\w-]{1,80}", re.ASCII)
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----(.*)-----END PUBLIC KEY-----", re.DOTALL)
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "SHA1": hashes.SHA1(),  # noqa: S303 - eBay's choice
    "SHA256": hashes.SHA256(),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A public key and the digest it goes with; `public` None is a key that eBay does not know."""

    public: ec.EllipticCurvePublicKey | None
    digest: str
    until: datetime


_keys: dict[tuple[str, str], Key] = {}


def check_signature(account: Account, body: bytes, header: str, *, now: datetime) -> None:
    """Raises `NotGenuine` when eBay did not sign this body, and `ApiTrouble` when its key cannot be had."""
    said = _decoded(header)
    kid = text(said, "kid")
    if not _KEY_ID.fullmatch(kid):
        raise NotGenuine("the signature names no key")
    key = _key(account, kid, now)
    digest = _DIGESTS.get(key.digest)
    if key.public is None or digest is None:
        raise NotGenuine("the signature's key is not eBay's")
    try:
        key.public.verify(base64.b64decode(text(said, "signature"), validate=True), body, ec.ECDSA(digest))
    except (InvalidSignature, binascii.Error, ValueError) as wrong:
        raise NotGenuine("the signature is wrong") from wrong


def forget_keys() -> None:
    """Ask for every key anew."""
    _keys.clear()


def _decoded(header: str) -> Document:
    if not header or len(header) > LONGEST_HEADER:
        raise NotGenuine("there is no signature")
    try:
        said: Any = json.loads(base64.b64decode(header, validate=True))
    except (ValueError, RecursionError) as broken:
        raise NotGenuine("the signature cannot be read") from broken
    if not isinstance(said, dict):
        raise NotGenuine("the signature cannot be read")
    return said


def _key(account: Account, kid: str, now: datetime) -> Key:
    name = (account.setting("base_url", BASE_URL), kid)
    for old in [name for name, key in list(_keys.items()) if key.until <= now]:
        _keys.pop(old, None)
    known = _keys.get(name)
    if known is not None:
        return known
    if sum(key.public is None for key in list(_keys.values())) >= MOST_UNKNOWN:
        raise NotGenuine("too many unknown keys lately")
    _keys[name] = _fetched(account, kid, now)
    return _keys[name]


def _fetched(account: Account, kid: str, now: datetime) -> Key:
    with Api(account, now) as api:
        try:
            given = api.get_as_application(f"{NOTIFICATION}/public_key/{kid}")
        except ApiTrouble as trouble:
            if trouble.kind in {TroubleKind.NOT_FOUND, TroubleKind.REFUSED}:
                return Key(None, "", now + KEPT_FOR)
            raise
    return Key(_public(text(given, "key")), text(given, "digest").upper().replace("-", ""), now + KEPT_FOR)


def _public(pem: str) -> ec.EllipticCurvePublicKey:
    """eBay writes the key without line breaks, which no reader of PEM takes. Raises `ApiTrouble`."""
    inner = _PEM.search(pem)
    lines = "\n".join(textwrap.wrap("".join((inner[1] if inner else pem).split()), 64))
    mended = f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n"
    try:
        key = load_pem_public_key(mended.encode())
    except (ValueError, UnsupportedAlgorithm) as broken:
        raise ApiTrouble(TroubleKind.NONSENSE, "eBay's public key cannot be read") from broken
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ApiTrouble(TroubleKind.NONSENSE, "eBay's public key is of another kind")
    return key
