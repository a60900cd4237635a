"""A code was scanned: count it, and say where it leads."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from sportello.knowledge.shelf import visible
from sportello.portal.models import HelpCentre, Insert, Road

from .leading import Living, Wanted, nearest

LONGEST_CODE = 24

# One statement, so that scans at the same moment are all counted.
_COUNT = """
INSERT INTO portal_scans AS scans (centre_id, road_id, day, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (centre_id, road_id, day) DO UPDATE SET count = scans.count + 1
"""


def road_of(code: str, *, centre: HelpCentre | None = None) -> Road | None:
    """The road of a code, as people type it (capitals and blanks do not matter); of this help centre, if one is named.

    A road that was put away is found too. None where nobody here gave out that code.
    """
    plain = "".join(code.split()).lower()
    if not (plain.isascii() and plain.isalnum() and len(plain) <= LONGEST_CODE):
        return None
    roads = Road.objects.filter(code=plain, centre__opened_at__isnull=False)
    found = roads.filter(centre=centre) if centre is not None else roads
    return found.select_related("centre__brand", "article").first()


def count(*, centre: HelpCentre, road: Road | None, now: datetime) -> None:
    """Count a scan on its day, of this road or, without one, of a code that nobody knows."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [centre.pk, road.pk if road else None, now.date()])


def target(road: Road, *, language: str, now: datetime) -> str:
    """The path below its help centre where a road leads now: its own language counts more than the reader's."""
    first = road.centre.language_or_first(road.language or language)
    languages = [first, *(each for each in road.centre.languages if each != first)]
    insert = Insert.objects.filter(road=road).first()
    topic = road.article.topic if road.article else insert.topic if insert else ""
    wanted = Wanted(road.article.slug if road.article else "", topic, road.path, languages)
    return nearest(wanted, _living(road, now) if topic else [])


def _living(road: Road, now: datetime) -> Sequence[Living]:
    editions = visible(road.audience, None, road.centre.brand_id, now)
    rows = editions.values_list("article__slug", "article__topic", "language")
    return [Living(slug, topic, language) for slug, topic, language in rows]
