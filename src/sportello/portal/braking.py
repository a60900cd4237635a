"""Brakes: so many attempts of a kind within a time, counted in the database so that no race opens them.

Keys are hashed with the installation's secret: the table tells neither network addresses nor order numbers.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts of a kind within a time."""

    kind: str
    most: int
    within: timedelta


LOOK_UPS = Limit("look-up", 12, timedelta(minutes=10))
"""Order look-ups from one network address."""
NUMBER = Limit("number", 6, timedelta(hours=1))
"""Look-ups of one order number, from wherever: whoever guesses postcodes goes by many addresses."""
SENDING = Limit("sending", 6, timedelta(hours=1))
"""Messages from one network address."""
ASKING = Limit("asking", 90, timedelta(minutes=1))
"""Searches, suggestions and posts from one network address."""
UPLOADS = Limit("uploads", 40, timedelta(hours=1))
"""Files from one network address."""
SCANS = Limit("scans", 60, timedelta(minutes=1))
"""Printed codes from one network address: many telephones share one, but nobody scans so many parcels."""

# One statement: the row starts anew when its time is over, and the count that comes back is ours alone.
_COUNT = """
INSERT INTO portal_brake AS brake (kind, key, since, count) VALUES (%(kind)s, %(key)s, %(now)s, 1)
ON CONFLICT (kind, key) DO UPDATE SET
    since = CASE WHEN brake.since <= %(old)s THEN %(now)s ELSE brake.since END,
    count = CASE WHEN brake.since <= %(old)s THEN 1 ELSE brake.count + 1 END
RETURNING since, count
"""


def brake(limit: Limit, who: str, *, now: datetime) -> timedelta | None:
    """Count an attempt; None lets it through, else how long to wait. The answer depends on the count alone."""
    key = salted_hmac("portal.brake", f"{limit.kind}:{who}", algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"kind": limit.kind, "key": key, "now": now, "old": now - limit.within})
        since, count = cursor.fetchone()
    return None if count <= limit.most else max(since + limit.within - now, timedelta(seconds=1))
