"""Mails as they were written and the files in them: shown to who may see them, and able to do nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.core import signing
from django.test import Client

from sportello.accounts.models import Agent, AuditEntry
from sportello.accounts.testing import ada, cora
from sportello.channels.models import Blob
from sportello.desk.originals import LINK_LIVES, harmless
from sportello.inbox.models import Attachment

from .letters import PIXEL, mail, message

pytestmark = pytest.mark.django_db

HTML = (
    '<p>Hello</p><script>alert(1)</script><img src="https://tracker.example/shop.png" alt="shop">'
    '<img src="cid:lamp@posta"><a href="javascript:alert(1)">x</a>'
)


def written(now: datetime, **more: Any) -> int:
    raw = mail("Where is my parcel? See the picture.", now=now, html=HTML, picture="lamp@posta", **more)
    return message(raw, now).pk


def test_it_shows_the_mail_in_a_document_that_can_do_nothing(client: Client, now: datetime) -> None:
    response = client.get(f"/messages/{written(now)}/original")
    page, policy = response.content.decode(), response.headers["Content-Security-Policy"]
    assert "<p>Hello</p>" in page
    assert "<script" not in page
    assert "javascript:" not in page
    assert "tracker.example" not in page
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "https:" not in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_it_loads_pictures_from_elsewhere_only_when_asked(client: Client, now: datetime) -> None:
    number = written(now)
    assert "?images=1" in client.get(f"/messages/{number}/original").content.decode()
    response = client.get(f"/messages/{number}/original?images=1")
    assert "https://tracker.example/shop.png" in response.content.decode()
    assert "img-src 'self' data: https: http:" in response.headers["Content-Security-Policy"]
    assert "script-src" not in response.headers["Content-Security-Policy"]


def test_it_shows_a_picture_of_the_mail_without_any_cookie(client: Client, now: datetime) -> None:
    page = client.get(f"/messages/{written(now)}/original").content.decode()
    address = page.partition('src="/files/')[2].partition('"')[0]
    response = Client().get(f"/files/{address}")
    assert (response.status_code, response.content) == (200, PIXEL)
    assert response.headers["Content-Type"] == "image/png"
    assert not response.cookies


def test_it_writes_down_who_looked(client: Client, now: datetime) -> None:
    number = written(now, files=[("bill.pdf", "application/pdf", b"%PDF-1.7 bill")])
    client.get(f"/messages/{number}/original")
    client.get(f"/attachments/{Attachment.objects.get(name='bill.pdf').pk}")
    acts = AuditEntry.objects.filter(agent=ada()).values_list("act", flat=True)
    assert set(acts) == {"original.looked_at", "attachment.downloaded"}


@pytest.mark.parametrize(
    ("name", "claimed", "content", "given"),
    [
        ("bill.pdf", "application/pdf", b"%PDF-1.7 bill", "application/pdf"),
        ("photo.png", "image/png", PIXEL, "image/png"),
        ("photo.png", "image/png", b"<html><script>alert(1)</script>", "application/octet-stream"),
        ("drawing.svg", "image/svg+xml", b"<svg xmlns='x'><script/></svg>", "application/octet-stream"),
        ("page.html", "text/html", b"<!doctype html><p>hi", "application/octet-stream"),
        ("data.xml", "application/xml", b"\x00<?xml version='1.0'?>", "application/octet-stream"),
        ("code.js", "text/javascript", b"alert(1)", "text/plain"),
    ],
)
def test_it_hands_a_file_out_as_a_download_of_what_it_is(
    client: Client, now: datetime, name: str, claimed: str, content: bytes, given: str
) -> None:
    written(now, files=[(name, claimed, content)])
    response = client.get(f"/attachments/{Attachment.objects.get(name=name).pk}", follow=True)
    assert response.content == content
    assert response.headers["Content-Type"].partition(";")[0] == given
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy


def test_it_hands_out_what_an_agent_attached(client: Client, now: datetime) -> None:
    number = written(now)
    blob = Blob.objects.create(sha256="x", media_type="text/plain", size=5, data=b"hello", created_at=now)
    made = Attachment.objects.create(message_id=number, blob=blob, name="a\nb.txt", media_type="text/plain", size=5)
    response = client.get(f"/attachments/{made.pk}", follow=True)
    assert response.content == b"hello"
    assert "\n" not in response.headers["Content-Disposition"]


def test_it_opens_no_file_with_a_stale_or_forged_link(client: Client, now: datetime) -> None:
    written(now)
    number = Attachment.objects.earliest("pk").pk
    address = client.get(f"/attachments/{number}").headers["Location"]
    assert client.get(address[:-1] + ("a" if address[-1] != "a" else "b")).status_code == 404
    assert client.get(f"/files/{signing.dumps(number, salt='another')}").status_code == 404
    with patch("django.core.signing.time.time", return_value=now.timestamp() + LINK_LIVES + 60):
        assert client.get(address).status_code == 404


def test_it_shows_nothing_to_who_may_not_read_tickets(enter: Callable[[Agent], Client], now: datetime) -> None:
    number = written(now)
    stranger = enter(cora())
    for path in (f"/messages/{number}/original", f"/attachments/{Attachment.objects.earliest('pk').pk}"):
        assert stranger.get(path).status_code == 403
        assert Client().get(path).status_code == 302


def test_it_says_when_there_is_no_such_mail_or_file(client: Client) -> None:
    for path in ("/messages/1/original", "/attachments/1", "/files/x", "/envelopes/1/original"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("media", ["text/html", "IMAGE/SVG+XML", "application/xhtml+xml", "text/javascript"])
def test_it_gives_no_type_to_what_a_browser_could_run(media: str) -> None:
    assert harmless(media) == "application/octet-stream"
