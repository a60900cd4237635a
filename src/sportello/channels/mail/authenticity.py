"""What the receiving server found out about a mail's origin (RFC 8601)."""

import re
from enum import StrEnum

from .letter import Letter

_RESULT = re.compile(r"\b(dkim|spf|dmarc)\s{0,3}=\s{0,3}(\w{2,10})", re.IGNORECASE)


class Origin(StrEnum):
    """`PROVEN` by a signature, `FORGED` when signature and policy fail, `DOUBTFUL` without a valid "
    "signature, else `UNSAID`."""

    PROVEN = "proven"
    DOUBTFUL = "doubtful"
    FORGED = "forged"
    UNSAID = "unsaid"


def origin(letter: Letter) -> Origin:
    """The verdict of the topmost Authentication-Results header: only the last server on the way is one's own.

    Headers further down may have been written by the sender and are not read.
    """
    topmost = letter.header("authentication-results")
    results = [(name.lower(), value.lower()) for name, value in _RESULT.findall(topmost)]
    if not results:
        return Origin.UNSAID
    if ("dkim", "pass") in results or ("dmarc", "pass") in results:
        return Origin.PROVEN
    signed_badly = any(name == "dkim" and value in {"fail", "none", "permerror"} for name, value in results)
    if ("dmarc", "fail") in results or (signed_badly and ("spf", "fail") in results):
        return Origin.FORGED
    return Origin.DOUBTFUL if signed_badly else Origin.UNSAID
