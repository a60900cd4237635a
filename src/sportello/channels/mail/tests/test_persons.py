"""What speaks for a person, in mail whose words alone a machine might have written."""

from dataclasses import replace

import pytest

from sportello.channels.inbound import MailKind
from sportello.channels.mail.automatic import automatic
from sportello.channels.mail.letter import Address, AttachedFile, Letter
from sportello.channels.mail.machines import machine_traces
from sportello.channels.mail.persons import person_traces

OFFER = (
    "Dear team, we manufacture blankets and towels and offer factory prices. Minimum order 500 pieces, free samples. "
    "Please reply for our catalogue and price list."
)
LETTER = Letter(
    subject="Factory prices for blankets",
    sender=Address("cleo@mail.example", "Cleo"),
    reply_to=(),
    to=(Address("info@casalume.example"),),
    cc=(),
    sent_at=None,
    message_id="<1@mail.example>",
    in_reply_to=(),
    references=(),
    plain=OFFER,
    html="",
)


def test_it_takes_an_offer_for_bulk_when_nothing_speaks_for_a_person() -> None:
    found = automatic(LETTER)
    assert found is not None
    assert found.kind is MailKind.BULK


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, in_reply_to=("<ticket-7@casalume.example>",)),
        replace(LETTER, references=("<a@mail.example>", "<ticket-7@casalume.example>")),
        replace(LETTER, sender=Address("webform@casalume.example", "Shop")),
        replace(LETTER, plain=f"{OFFER} It concerns order 302-1234567-1234567.", subject="Re: blankets"),
    ],
)
def test_it_lets_pass_whom_more_than_words_speak_for(letter: Letter) -> None:
    text = letter.plain
    assert person_traces(letter, text).bulk > person_traces(LETTER, OFFER).bulk + 2
    found, alone = automatic(letter), automatic(LETTER)
    assert alone is not None
    assert found is None or found.weight < alone.weight


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, subject="Re: Re: AW: blankets"),
        replace(LETTER, headers=(("x-mailer", "iPhone Mail (21F90)"),)),
        replace(LETTER, files=(AttachedFile(2, "IMG_0412.jpeg", "image/jpeg", 90_000),)),
        replace(LETTER, plain=f"{OFFER}\n\nInviato da iPhone"),
    ],
)
def test_it_sees_a_person_behind_conversations_telephones_and_photographs(letter: Letter) -> None:
    assert person_traces(letter, OFFER).answer >= 1.5


def test_it_does_not_take_one_answer_for_a_person_who_might_be_away() -> None:
    away = replace(LETTER, subject="Re: your order", in_reply_to=("<ticket-7@casalume.example>",))
    assert person_traces(away, "I am away.").answer == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-ms-exchange-inbox-rules-loop", "cleo@mail.example"),
        ("list-unsubscribe-post", "List-Unsubscribe=One-Click"),
        ("return-path", "<nl-40091@mailing.example>"),
        ("x-zendesk-email-id", "90MXL"),
    ],
)
def test_it_sees_a_machine_behind_headers_that_only_machines_write(name: str, value: str) -> None:
    traces = machine_traces(replace(LETTER, headers=((name, value),)))
    assert max(traces.answer, traces.bulk) >= 1
    assert traces.reasons


def test_it_leaves_a_buyer_alone_whose_form_was_generated() -> None:
    form = replace(
        LETTER,
        subject="Where is my parcel",
        plain="Hello, my lamp has not arrived yet and I paid two weeks ago. Where is it? Please tell me. Cleo",
        headers=(("auto-submitted", "auto-generated"), ("x-php-originating-script", "33:form.php")),
    )
    assert automatic(form) is None
