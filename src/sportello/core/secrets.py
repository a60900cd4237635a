"""Secrets at rest: Fernet (AES-128-CBC with HMAC-SHA256) under a key derived from the installation's own."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import cast

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Undecipherable(ValueError):
    """A secret was sealed under another key; the message says what the owner can do."""


def _box() -> Fernet:
    digest = hashlib.sha256(b"sportello secrets " + settings.ENCRYPTION_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def seal(values: Mapping[str, str]) -> bytes:
    """Encrypt a small mapping of secrets for storage."""
    return _box().encrypt(json.dumps(dict(values)).encode())


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    """What `seal` was given; b"" gives {}. Raises `Undecipherable` when the key is another one."""
    data = bytes(sealed)
    if not data:
        return {}
    try:
        return cast("dict[str, str]", json.loads(_box().decrypt(data)))
    except InvalidToken as broken:
        raise Undecipherable(
            "A stored secret cannot be read with this encryption key; restore the old key or enter the secret again."
        ) from broken
