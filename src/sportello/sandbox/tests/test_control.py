"""The sandbox as a program, spoken to over the network alone."""

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from imapclient import IMAPClient

from sportello.sandbox.testing import World, running

RAW = b"From: cleo@example.org\r\nSubject: Lampada\r\n\r\nBuongiorno\r\n"


@contextmanager
def sandbox(*arguments: str) -> Iterator[World]:
    """A sandbox that must also stop well."""
    with running(*arguments) as world:
        yield world
    assert world.process.returncode == 0


@pytest.fixture(scope="module")
def empty() -> Iterator[World]:
    with sandbox("--empty") as world:
        yield world


@pytest.fixture
def control(empty: World) -> httpx.Client:
    empty.faults()
    return empty.control


def test_it_delivers_a_mail_given_to_it(empty: World, control: httpx.Client) -> None:
    uid = empty.deliver(RAW, at="2026-11-20T10:00:00Z")
    with IMAPClient("127.0.0.1", port=empty.imap, ssl=False, timeout=60) as client:
        client.login(empty.user, empty.password)
        client.select_folder("INBOX")
        assert client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"] == RAW
    assert control.get("/mailboxes").json()["INBOX"]["last_uid"] == uid


def test_it_shows_what_was_sent(empty: World, control: httpx.Client) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ciao@casalume.example", "cleo@example.org", "<Re>: caffè"
    mail.set_content("Domani.")
    with smtplib.SMTP("127.0.0.1", empty.smtp, timeout=60) as client:
        client.login(empty.user, empty.password)
        client.send_message(mail)
    listed = empty.received()[-1]
    assert (listed["recipients"], listed["headers"]["Subject"]) == (["cleo@example.org"], "<Re>: caffè")
    assert b"Domani." in empty.raw(listed)
    page = control.get("/")
    assert "&lt;Re&gt;: caffè" in page.text
    assert "style=" not in page.text
    assert "<script" not in page.text


def test_it_sets_and_clears_faults(control: httpx.Client) -> None:
    assert control.post("/faults", json={"imap_deny_login": True, "smtp_delay": 1}).json()["imap_deny_login"] is True
    assert control.get("/faults").json()["smtp_delay"] == 1.0
    assert control.delete("/faults").json()["smtp_delay"] == 0


@pytest.mark.parametrize("body", ['{"nonsense": 1}', '{"imap_delay": "slow"}', "[]", "{", '{"smtp_replies": {"a": 1}}'])
def test_it_refuses_faults_it_does_not_know(control: httpx.Client, body: str) -> None:
    assert control.post("/faults", content=body).status_code == 400


def test_it_takes_faults_from_its_page(control: httpx.Client) -> None:
    form = {"imap_deny_login": "true", "imap_delay": "0.5", "reply": "450 4.2.1 Busy", "recipient": "Cleo@example.org"}
    assert control.post("/faults", data=form).status_code == 303
    faults = control.get("/faults").json()
    assert (faults["imap_deny_login"], faults["imap_delay"]) == (True, 0.5)
    assert faults["smtp_replies"] == {"cleo@example.org": "450 4.2.1 Busy"}
    assert control.post("/faults", data={"imap_delay": "soon"}).status_code == 400


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_it_obeys_no_foreign_page(control: httpx.Client, headers: dict[str, str]) -> None:
    assert control.post("/connections/drop", headers=headers).status_code == 403


def test_it_says_what_is_not_there(control: httpx.Client) -> None:
    assert [control.get(path).status_code for path in ("/nowhere", "/received/999.eml")] == [404, 404]
    assert control.post("/mailboxes/Nowhere", content=RAW).status_code == 404
    assert control.post("/drop?story=it-999").status_code == 404


def test_it_says_in_one_line_that_a_port_is_taken(empty: World) -> None:
    command = [sys.executable, "-m", "sportello.sandbox", "--empty", "--imap-port", str(empty.imap)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_it_keeps_its_mail_over_a_kill(tmp_path: Path) -> None:
    with running("--empty", "--state", str(tmp_path)) as world:
        world.deliver(RAW)
        before = world.control.get("/mailboxes").json()
        world.process.kill()
    with sandbox("--empty", "--state", str(tmp_path)) as world:
        assert world.control.get("/mailboxes").json() == before
    assert before["INBOX"]["last_uid"] == 1
