"""Brakes and stamps."""

from datetime import UTC, datetime, timedelta

import pytest

from sportello.portal.braking import Limit, brake
from sportello.portal.models import Brake
from sportello.portal.stamps import OLDEST, age, stamp

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
THREE = Limit("test", 3, timedelta(minutes=10))


@pytest.mark.django_db
def test_it_lets_so_many_through_and_says_how_long_to_wait() -> None:
    tried = [brake(THREE, "192.0.2.7", now=NOW + timedelta(minutes=n)) for n in range(5)]
    assert tried == [None, None, None, timedelta(minutes=7), timedelta(minutes=6)]
    assert brake(THREE, "192.0.2.8", now=NOW) is None
    assert brake(THREE, "192.0.2.7", now=NOW + timedelta(minutes=11)) is None


@pytest.mark.django_db
def test_it_keeps_neither_address_nor_number() -> None:
    brake(THREE, "302-1234567-7654321", now=NOW)
    assert "302" not in Brake.objects.get().key


def test_it_knows_the_stamps_it_gave_out_and_no_others() -> None:
    given = stamp(centre_id=3, now=NOW)
    assert age(given, centre_id=3, now=NOW + timedelta(seconds=5)) == timedelta(seconds=5)
    assert age(given, centre_id=4, now=NOW + timedelta(seconds=5)) is None
    assert age(given, centre_id=3, now=NOW + OLDEST + timedelta(seconds=1)) is None
    assert age(given[:-1] + ("A" if given[-1] != "A" else "B"), centre_id=3, now=NOW) is None
    assert age("", centre_id=3, now=NOW) is None
