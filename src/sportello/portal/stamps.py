"""Stamps on forms: that one was given out by us, when, and for which help centre. They stand in for a CSRF cookie.

A help centre sets no cookie but the visit's, which browsers keep from posts of other sites (SameSite=Lax), and takes
posts also without any cookie, if they bring a stamp that is neither too young (a machine) nor too old.
"""

from datetime import datetime, timedelta

from django.core import signing

SALT = "portal.stamp"
YOUNGEST, OLDEST = timedelta(seconds=2), timedelta(hours=12)


def stamp(*, centre_id: int, now: datetime) -> str:
    """A stamp for a form that is given out now."""
    return signing.dumps([centre_id, int(now.timestamp() * 1000)], salt=SALT)


def age(text: str, *, centre_id: int, now: datetime) -> timedelta | None:
    """How long ago this help centre gave out a stamp; None for one that it never gave out, or whose time is over."""
    try:
        its_centre, at = signing.loads(text[:200], salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    passed = timedelta(milliseconds=now.timestamp() * 1000 - at)
    return passed if its_centre == centre_id and timedelta(0) <= passed <= OLDEST else None


def is_ours(text: str) -> bool:
    """Whether a stamp was given out by this installation, whenever and for whichever help centre."""
    try:
        signing.loads(text[:200], salt=SALT)
    except (signing.BadSignature, ValueError):
        return False
    return True
