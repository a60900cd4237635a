"""The audit keeps what was written."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from sportello.accounts import audit
from sportello.accounts.models import AuditEntry
from sportello.accounts.testing import ben

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_it_can_be_neither_changed_nor_deleted_not_even_past_the_model() -> None:
    entry = audit.note(act="ticket.looked_at", now=NOON, agent=ben(), subject=("ticket", 7), address="2001:db8::1")
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.update(act="nothing")
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.all().delete()
    assert AuditEntry.objects.get().subject_id == 7


@pytest.mark.parametrize(
    ("remote", "address"),
    [("192.0.2.7", "192.0.2.7"), ("fe80::1%eth0", "fe80::1"), ("", None), ("/run/proxy.sock", None), ("unknown", None)],
)
def test_it_knows_a_network_address_from_something_else(remote: str, address: str | None) -> None:
    assert audit.address_of(RequestFactory().get("/", REMOTE_ADDR=remote)) == address
