"""Static files: their addresses change with their content, so that browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def fingerprint(name: str) -> str:
    """Eight characters that change with the file's bytes; "" when there is no such file."""
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:8]


class FingerprintedStorage(StaticFilesStorage):
    """Serves files from where they stand and appends their fingerprint to the address."""

    def url(self, name: str | None) -> str:
        """The address of a static file, with `?v=` and its fingerprint."""
        address = super().url(name)
        mark = fingerprint(name or "")
        return f"{address}?v={mark}" if mark else address
