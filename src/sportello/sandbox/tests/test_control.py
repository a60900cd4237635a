"""The sandbox as a program, spoken to over the network alone."""

import json
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from imapclient import IMAPClient

RAW = b"From: cleo@example.org\r\nSubject: Lampada\r\n\r\nBuongiorno\r\n"


@contextmanager
def sandbox(*arguments: str) -> Iterator[dict[str, Any]]:
    """A sandbox in a process of its own; what it said when it was ready."""
    command = [sys.executable, "-m", "sportello.sandbox", "--every", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline()) | {"pid": process.pid, "process": process}
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(5) == 0


@pytest.fixture(scope="module")
def empty() -> Iterator[dict[str, Any]]:
    with sandbox("--empty") as about:
        yield about


@pytest.fixture
def control(empty: dict[str, Any]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{empty['control']}", timeout=10, trust_env=False) as client:
        client.delete("/faults")
        yield client


def test_it_delivers_a_mail_given_to_it(empty: dict[str, Any], control: httpx.Client) -> None:
    uid = control.post("/mailboxes/INBOX?at=2026-11-20T10:00:00Z", content=RAW).json()["uid"]
    with IMAPClient("127.0.0.1", port=empty["imap"], ssl=False, timeout=10) as client:
        client.login(empty["user"], empty["password"])
        client.select_folder("INBOX")
        assert client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"] == RAW
    assert control.get("/mailboxes").json()["INBOX"]["last_uid"] == uid


def test_it_shows_what_was_sent(empty: dict[str, Any], control: httpx.Client) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ciao@casalume.example", "cleo@example.org", "<Re>: caffè"
    mail.set_content("Domani.")
    with smtplib.SMTP("127.0.0.1", empty["smtp"], timeout=10) as client:
        client.login(empty["user"], empty["password"])
        client.send_message(mail)
    listed = control.get("/received").json()[-1]
    assert (listed["recipients"], listed["headers"]["Subject"]) == (["cleo@example.org"], "<Re>: caffè")
    assert "Domani." in control.get(listed["raw"]).text
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


def test_it_says_in_one_line_that_a_port_is_taken(empty: dict[str, Any]) -> None:
    command = [sys.executable, "-m", "sportello.sandbox", "--empty", "--imap-port", str(empty["imap"])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_it_keeps_its_mail_over_kill(tmp_path: Path) -> None:
    with sandbox("--empty", "--state", str(tmp_path)) as about:
        url = f"http://127.0.0.1:{about['control']}"
        httpx.post(f"{url}/mailboxes/INBOX", content=RAW, trust_env=False)
        before = httpx.get(f"{url}/mailboxes", trust_env=False).json()
    with sandbox("--empty", "--state", str(tmp_path)) as about:
        after = httpx.get(f"http://127.0.0.1:{about['control']}/mailboxes", trust_env=False).json()
    assert before == after
    assert after["INBOX"]["last_uid"] == 1
