"""Signed mail over HTTP."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sportello.channels.models import Envelope, Source
from sportello.connectors.email.inbound import BadSignature, sign, verify
from sportello.connectors.email.tests.conftest import NOW, RAW

pytestmark = pytest.mark.django_db
SECRET = "a secret of forty characters or so, enough"
MAIL = RAW % (1, 1)


@pytest.fixture
def endpoint(db: None) -> Source:
    made = Source(kind="http", name="Endpoint", created_at=NOW)
    made.keep_secrets({"signing": SECRET})
    made.save()
    return made


def post(endpoint_id: int, body: bytes = MAIL, signature: str | None = None) -> int:
    header = sign(body, secret=SECRET, at=int(time.time())) if signature is None else signature
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        f"/inbound/{endpoint_id}", body, content_type="message/rfc822", headers={"Sportello-Signature": header}
    )
    return answer.status_code


def test_it_stores_a_signed_mail_once(endpoint: Source) -> None:
    assert [post(endpoint.pk), post(endpoint.pk)] == [200, 200]
    (envelope,) = Envelope.objects.all()
    assert bytes(envelope.content.data) == MAIL
    endpoint.refresh_from_db()
    assert endpoint.last_good_at is not None


# Signed when the test runs: what is signed at collection would be old, or no longer early, by then.
@pytest.mark.parametrize(
    "signed",
    [
        lambda now: "",
        lambda now: "t=1,v1=" + "0" * 64,
        lambda now: sign(MAIL, secret="another", at=now),
        lambda now: sign(MAIL + b" ", secret=SECRET, at=now),
        lambda now: sign(MAIL, secret=SECRET, at=now - 400),
        lambda now: sign(MAIL, secret=SECRET, at=now + 400),
        lambda now: "v1=" + "0" * 64,
        lambda now: "t=99999999999999999999,v1=" + "0" * 64,
    ],
    ids=["nothing", "zeros", "another secret", "another mail", "too late", "too early", "no time", "no such time"],
)
def test_it_stores_nothing_unsigned(endpoint: Source, signed: Callable[[int], str]) -> None:
    assert post(endpoint.pk, signature=signed(int(time.time()))) == 401
    assert not Envelope.objects.exists()


def test_it_says_the_same_of_an_endpoint_that_is_not_there(endpoint: Source) -> None:
    mailbox = Source.objects.create(kind="mailbox", name="Desk", created_at=NOW)
    assert [post(endpoint.pk + 1000), post(mailbox.pk)] == [401, 401]


def test_it_refuses_what_is_too_large(endpoint: Source, settings: object) -> None:
    settings.MAX_MAIL_BYTES = 1000  # type: ignore[attr-defined]
    assert post(endpoint.pk, b"x" * 1001) == 413
    assert not Envelope.objects.exists()


def test_it_takes_mails_larger_than_a_form_may_be(endpoint: Source, settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000  # type: ignore[attr-defined]
    assert post(endpoint.pk, MAIL + b"x" * 5000) == 200


def test_it_asks_to_come_back_while_it_rests(endpoint: Source) -> None:
    Source.objects.filter(pk=endpoint.pk).update(paused_at=NOW)
    assert post(endpoint.pk) == 503
    assert not Envelope.objects.exists()


def test_it_takes_a_second_signature_while_the_secret_changes() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    at = int(now.timestamp())
    both = sign(b"x", secret="old", at=at) + "," + sign(b"x", secret=SECRET, at=at).partition(",")[2]
    verify(b"x", both, secret=SECRET, now=now)
    with pytest.raises(BadSignature):
        verify(b"x", both, secret="third", now=now)


@given(st.text(max_size=200), st.binary(max_size=50))
def test_it_takes_no_header_that_it_did_not_sign(header: str, body: bytes) -> None:
    with pytest.raises(BadSignature):
        verify(body, header, secret=SECRET, now=NOW)
