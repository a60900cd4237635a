"""A mail with pictures that lie inside it: plain text, the same as HTML, and its charts, which need no network."""

import email.policy
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage as WireMessage
from typing import Any

from django.core.mail import EmailMultiAlternatives


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that the HTML names as `cid:` and its id."""

    id: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to leave. `stop` is the address at which one click ends the subscription."""

    to: str
    subject: str
    text: str
    html: str
    stop: str
    pictures: Sequence[Picture] = ()


def mail(letter: Letter) -> None:
    """Mail it. Raises OSError (SMTPException too) when it cannot be sent now."""
    _Mail(letter).send()


class _Mail(EmailMultiAlternatives):
    """Django's mail, its pictures beside the HTML that shows them (RFC 2387), its end in one click (RFC 8058)."""

    def __init__(self, letter: Letter) -> None:
        headers = {"List-Unsubscribe": f"<{letter.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        super().__init__(letter.subject, letter.text, to=[letter.to], headers=headers)
        self.attach_alternative(letter.html, "text/html")
        self.pictures = letter.pictures

    def message(self, *, policy: Any = email.policy.default) -> WireMessage:
        wire: WireMessage = super().message(policy=policy)
        html = wire.get_body(("html",))
        assert html is not None
        for one in self.pictures:
            html.add_related(one.png, "image", "png", cid=f"<{one.id}>", disposition="inline", filename=f"{one.id}.png")
        return wire
