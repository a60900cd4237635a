"""What the tests of mail readers share: labelled mails in a folder, and letters of any content."""

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from sportello.channels.inbound import Inbound

from .letter import Address, Letter

_PIECES = st.sampled_from(
    [
        "------------- Message: -------------",
        "End message",
        "\n",
        "\n\n",
        "Name: ",
        "Message: ",
        "Details:",
        "206-1111111-2222222 ",
        "#1042 ",
        "https://sellercentral.amazon.it/messaging/inbox?ss=77aa01bc ",
        "<pre style='white-space: -o-pre-wrap'>",
        "</pre>",
        "<div id=UserInputtedText>",
        "within 48 hours ",
        "On 3 Nov 2026 at 10:22, Ada <a@b.example> wrote:",
        "> ",
        "A-to-z claim ",
        "é�\U0001f600",
    ]
)
_TEXT = st.lists(st.one_of(_PIECES, st.text(max_size=30)), max_size=25).map("".join)
_SENDERS = st.sampled_from(
    [
        "",
        "cleo@mail.example",
        "c1e2o3a4b5c6+77aa01bc@marketplace.amazon.it",
        "x@marketplace.amazon.it",
        "donotreply@amazon.com",
        "ab12@members.ebay.it",
        "ebay@ebay.com",
        "pc-0123456789abcdef0123456789abcdef@relay.walmart.com",
        "mailer@shopify.com",
        "service@paypal.com",
        "mailer-daemon@mx.example",
    ]
)
_HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "auto-submitted",
                "precedence",
                "list-id",
                "return-path",
                "x-space-notification-type",
                "authentication-results",
            ]
        ),
        st.one_of(
            st.text(max_size=40), st.sampled_from(["auto-replied", "bulk", "BBC_MESSAGE_SENT_TO_MERCHANT", "dkim=fail"])
        ),
    ),
    max_size=5,
)


@st.composite
def letters(draw: st.DrawFn) -> Letter:
    """Any letter, made of pieces that the readers look for and of pieces that they do not."""
    sender = Address(draw(_SENDERS), draw(st.text(max_size=20)))
    return Letter(
        subject=draw(_TEXT),
        sender=sender,
        reply_to=tuple(Address(email) for email in draw(st.lists(_SENDERS, max_size=2))),
        to=(Address("info@casalume.example"),),
        cc=(),
        sent_at=None,
        message_id="",
        in_reply_to=(),
        references=(),
        plain=draw(_TEXT),
        html=draw(st.one_of(st.just(""), _TEXT)),
        headers=tuple(draw(_HEADERS)),
    )


def labelled(folder: Path) -> list[tuple[str, bytes, dict[str, Any]]]:
    """The mails of a folder with what `expected.json` beside them expects: name, bytes, fields of `Inbound`."""
    wanted: dict[str, dict[str, Any]] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return [(name, (folder / name).read_bytes(), expected) for name, expected in wanted.items()]


def differing(found: Inbound, expected: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields in which `found` is not as expected: expected and found value. `sender` is compared by its value."""
    got = {name: found.sender.value if name == "sender" else getattr(found, name) for name in expected}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in got.items()}
    return {name: (expected[name], plain[name]) for name in expected if expected[name] != plain[name]}
