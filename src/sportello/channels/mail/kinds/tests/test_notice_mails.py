"""A hundred and fifty mails of marketplaces and payment services in five languages, none of them in the corpus."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sportello.channels.mail.kinds.notices import Notice, notice_kind
from sportello.channels.mail.numbers import order_numbers

FOLDER = Path(__file__).parent / "notices"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def _mails(language: str) -> Iterator[tuple[str, Notice]]:
    for entry in re.split(r"^=== ", (FOLDER / f"{language}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = entry.partition("\n")
        kind, sender, subject = (part.strip() for part in head.split("|", 2))
        orders = order_numbers(f"{subject}\n{body}")
        yield kind, Notice(subject, body, sender.partition("@")[0], orders)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_knows_what_most_notices_are_about(language: str) -> None:
    mails = list(_mails(language))
    wrong = [(kind, notice.subject) for kind, notice in mails if notice_kind(notice).value != kind]
    assert len(mails) == 30
    assert len(wrong) <= 4, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_starts_no_clock_for_mail_that_asks_for_nothing(language: str) -> None:
    other = [notice for kind, notice in _mails(language) if kind == "marketplace_mail"]
    assert {notice_kind(notice).value for notice in other} == {"marketplace_mail"}
