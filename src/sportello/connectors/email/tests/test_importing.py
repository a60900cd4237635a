"""Mail files of every kind, read back as they were written."""

import mailbox
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.connectors.email.importing import count, files
from sportello.connectors.email.tests.conftest import RAW

MAILS = [RAW % (number, number) for number in range(5)]


def test_it_reads_a_folder_of_eml_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "2026" / "11").mkdir(parents=True)
    for number, raw in enumerate(MAILS):
        (tmp_path / ("2026/11" if number % 2 else "") / f"{number}.EML").write_bytes(raw)
    (tmp_path / "notes.txt").write_text("no mail")
    assert (count(tmp_path), sorted(files(tmp_path))) == (5, sorted(MAILS))


def test_it_reads_one_file(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(b"\xff\x00 broken")
    assert (count(tmp_path / "one.eml"), list(files(tmp_path / "one.eml"))) == (1, [b"\xff\x00 broken"])


def test_it_reads_a_maildir_with_folders(tmp_path: Path) -> None:
    root = mailbox.Maildir(tmp_path / "mail")
    for raw in MAILS[:3]:
        root.add(raw)
    sent = root.add_folder("Sent")
    for raw in MAILS[3:]:
        sent.add(raw)
    (tmp_path / "mail" / "tmp" / "half").write_bytes(b"half a mail")
    assert count(tmp_path / "mail") == 5
    assert sorted(files(tmp_path / "mail")) == sorted(MAILS)


def test_it_reads_an_mbox_and_takes_its_escapes_away(tmp_path: Path) -> None:
    body = (
        b"Subject: x\n\nFrom what I know, it left.\n>From Monday on.\nFrom cleo@example.org Fri Nov 20 09:30:00 2026\n"
    )
    escaped = body.replace(b"\n>From", b"\n>>From").replace(b"\nFrom", b"\n>From")
    separator = b"From cleo@example.org Fri Nov 20 09:30:00 2026\n"
    (tmp_path / "box").write_bytes(separator + escaped + b"\n" + separator + b"Subject: y\n\nzwei\n\n")
    assert (count(tmp_path / "box"), list(files(tmp_path / "box"))) == (2, [body, b"Subject: y\n\nzwei\n"])


def test_it_leaves_sentences_that_begin_with_from(tmp_path: Path) -> None:
    raw = b"From - Fri Nov 20 09:30:00 2026\nSubject: x\n\nuno\n\nFrom Italy it takes three days.\n"
    (tmp_path / "box").write_bytes(raw)
    assert list(files(tmp_path / "box")) == [b"Subject: x\n\nuno\n\nFrom Italy it takes three days.\n"]


def test_it_finds_nothing_where_no_mail_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no mail")
    assert (count(tmp_path), list(files(tmp_path))) == (0, [])
    with pytest.raises(OSError, match="nothing"):
        list(files(tmp_path / "nothing"))


lines = st.lists(st.sampled_from([b"", b"From x", b">From x", b"text", b"From a@b Fri Nov 20 09:30:00 2026"]))


@given(st.lists(lines, min_size=1, max_size=5))
def test_it_gives_back_what_an_mbox_writer_wrote(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[list[bytes]]
) -> None:
    mails = [b"Subject: x\n\n" + b"".join(line + b"\n" for line in body) + b"end\n" for body in bodies]
    path = tmp_path_factory.mktemp("mbox") / "box"
    with path.open("wb") as file:
        for raw in mails:
            escaped = b"".join(
                b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in raw.splitlines(True)
            )
            file.write(b"From a@b Fri Nov 20 09:30:00 2026\n" + escaped + b"\n")
    assert list(files(path)) == mails
    assert count(path) == len(mails)
