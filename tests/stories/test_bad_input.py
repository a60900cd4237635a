"""Whatever is typed, piped or set: one line that says what is wrong, an exit code, never a traceback."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sportello.connectors.email.inbound import HEADER

from .house import ROOT, SOURCES, Place, house, place
from .ledger import Ledger

EX_DATAERR, EX_TEMPFAIL = 65, 75
MAIL = b"From: cleo@posta.example\r\nSubject: Lampada\r\nMessage-ID: <%d@posta.example>\r\n\r\nDov'e il pacco %d?\r\n"
NO_MAIL = b"\xff\x00\x01 no header anywhere"

type Ended = "subprocess.CompletedProcess[bytes]"


@pytest.fixture(scope="module")
def shop() -> Iterator[Place]:
    """A place with a database, in which nothing runs."""
    with place() as where:
        yield where


def refused(ended: Ended, words: str, code: int = 1) -> bool:
    """Whether it ended with this code and one line on standard error in which these words stand."""
    said = ended.stderr.decode()
    assert "Traceback" not in said + ended.stdout.decode()
    assert len(said.strip().splitlines()) == 1, said
    assert said.startswith("sportello: ")
    assert words in said
    return ended.returncode == code


def at(where: Place, **changed: str) -> Place:
    """The same place seen through another environment."""
    return Place(where.data_dir, {**where.env, **changed})


@pytest.mark.parametrize("port", ["abc", "70000", "-1", "80 80", "٨٠٠٠"])
def test_it_says_which_ports_there_are(shop: Place, port: str) -> None:
    assert refused(at(shop, PORT=port).run("serve"), "PORT must be a number from 0 to 65535")


def test_it_says_when_the_port_is_in_use_before_anything_is_made(tmp_path: Path, shop: Place) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port, untouched = other.getsockname()[1], tmp_path / "data"
        ended = at(shop, PORT=str(port), DATA_DIR=str(untouched)).run("demo")
    assert refused(ended, f"Port {port} on 127.0.0.1 is in use")
    assert not untouched.exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://nobody@127.0.0.1:9/nowhere", "cannot be reached"),
        ("postgresql://nobody@127.0.0.1:9/", "names no database"),
        ("postgresql://nobody@127.0.0.1:what/nowhere", "Port could not be cast"),
        ("mysql://root@127.0.0.1/shop", "must begin with postgresql://"),
        ("sportello", "must begin with postgresql://"),
        ("postgresql:///nowhere?host=/no/such/folder", "cannot be reached"),
    ],
)
def test_it_says_what_is_wrong_with_the_database(shop: Place, url: str, words: str) -> None:
    elsewhere = at(shop, DATABASE_URL=url)
    assert refused(elsewhere.run("serve"), words)


def test_it_lets_the_mail_server_keep_a_mail_that_cannot_be_stored(shop: Place) -> None:
    gone = at(shop, DATABASE_URL="postgresql://nobody@127.0.0.1:9/nowhere")
    ended = gone.run("mail", "receive", "--channel", "pipe", given=MAIL % (1, 1))
    assert refused(ended, "cannot be reached", EX_TEMPFAIL)


def test_it_says_when_the_data_directory_cannot_be(tmp_path: Path, shop: Place) -> None:
    (tmp_path / "file").write_text("not a folder")
    inside = {key: value for key, value in shop.env.items() if key != "DATABASE_URL"}
    nowhere = Place(tmp_path, inside | {"DATA_DIR": str(tmp_path / "file" / "data")})
    assert refused(nowhere.run("serve"), f"the data directory {tmp_path / 'file' / 'data'} cannot be made")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_it_says_when_the_data_directory_may_not_be_written(tmp_path: Path, shop: Place) -> None:
    tmp_path.chmod(0o500)
    inside = {key: value for key, value in shop.env.items() if key != "DATABASE_URL"}
    closed = Place(tmp_path, inside | {"DATA_DIR": str(tmp_path / "data")})
    assert refused(closed.run("serve"), "cannot be made")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("evaluate", "mime", "/no/such/file.jsonl"), "is not a file"),
        (("evaluate", "bounce", str(ROOT)), "is not a file"),
        (("mail", "import", "/no/such/folder"), "does not exist"),
        (("accounts", "reset-password", "zed@elsewhere.example"), "nobody active with the address"),
        (("mail", "import", str(ROOT / "docs")), "there is no mail in"),
    ],
)
def test_it_says_what_it_cannot_do(shop: Place, typed: tuple[str, ...], words: str) -> None:
    assert refused(shop.run(*typed), words)


def test_it_stores_any_bytes_from_the_pipe_once(shop: Place) -> None:
    first, again = (shop.run("mail", "receive", "--channel", "pipe", given=NO_MAIL) for _ in range(2))
    assert first.returncode == again.returncode == 0
    assert first.stdout.strip() + b" (known already)" == again.stdout.strip()
    ledger = Ledger(shop.env["DATABASE_URL"])
    raw = "SELECT data FROM channels_rawcontent JOIN channels_envelope ON id = envelope_id WHERE folder = ''"
    assert NO_MAIL in [bytes(data) for (data,) in ledger.rows(raw)]


def test_it_wants_something_from_the_pipe(shop: Place) -> None:
    assert refused(shop.run("mail", "receive", "--channel", "pipe", given=b" \r\n"), "nothing came", EX_DATAERR)


def test_it_imports_what_can_be_read_and_parks_the_rest_with_a_reason(shop: Place, tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.eml").write_bytes(MAIL % (number, number))
    (tmp_path / "copy.eml").write_bytes(MAIL % (0, 0))
    (tmp_path / "broken.eml").write_bytes(NO_MAIL + b" at all")
    (tmp_path / "empty.eml").write_bytes(b"")
    ended = shop.run("mail", "import", str(tmp_path), "--channel", "old mail")
    assert ended.returncode == 0
    assert ended.stdout.decode().strip() == "7 mails taken in, 1 known already, 2 parked"
    listed = shop.run("parked").stdout.decode()
    assert "old mail  The mail has no header" in listed
    assert "old mail  The mail is empty" in listed


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "t=x", "v1=" + "0" * 64, "\xff"])
def test_it_takes_no_unsigned_mail_over_http(unsigned_house: str, signature: str) -> None:
    answer = httpx.post(
        f"{unsigned_house}/inbound/1",
        content=NO_MAIL,
        headers={HEADER.encode(): signature.encode("latin-1")},
        trust_env=False,
    )
    assert answer.status_code == 401
    assert answer.content == b""


@pytest.fixture(scope="module")
def unsigned_house(shop: Place) -> Iterator[str]:
    """The address of a house whose endpoints nobody knows a secret of."""
    with house(shop) as opened:
        yield opened.url


def test_it_says_what_it_has_no_answer_for_in_plain_words(unsigned_house: str) -> None:
    with httpx.Client(base_url=unsigned_house, trust_env=False) as browser:
        for path in ("/tickets/999999999999999999999", "/%00", "/queue?after=%FF", "/nowhere", "/static/../../etc"):
            answer = browser.get(path)
            assert answer.status_code in {302, 400, 404}, path
            assert "Traceback" not in answer.text


def test_it_lets_a_second_clone_not_use_the_database_of_the_first(tmp_path: Path) -> None:
    with place(embedded=True) as where:
        assert where.run("check").returncode == 0
        ended = at(where, PYTHONPATH=str(clone(tmp_path))).run("check")
        assert refused(ended, f"is in use by the Sportello in {SOURCES / 'sportello'}")


def clone(folder: Path) -> Path:
    """As much of a second clone as starts a database."""
    for part in ("core", "cli"):
        shutil.copytree(SOURCES / "sportello" / part, folder / "sportello" / part)
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(SOURCES / "sportello" / name, folder / "sportello" / name)
    return folder
