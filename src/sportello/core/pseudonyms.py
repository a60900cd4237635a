"""What stays of an address when a person is forgotten: a keyed hash, by which the same address is known again."""

from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

MARK: Final = "~"
"""How a pseudonym begins; no address and no marketplace's id does."""


def pseudonym(value: str) -> str:
    """The pseudonym of an address or id, the same for any case and blanks; a pseudonym and "" are their own.

    HMAC-SHA256 under a key of the installation's own (cut to 160 bits): without the key nobody can try addresses out.
    """
    plain = "".join(value.split()).lower()
    if not plain or plain.startswith(MARK):
        return plain
    digest = salted_hmac("sportello.pseudonyms", plain, secret=settings.ENCRYPTION_KEY, algorithm="sha256")
    return MARK + digest.hexdigest()[:40]
