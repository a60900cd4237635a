"""Letters of about 9 kB as marketplaces and mail programs make them, from what the demo shop's buyers write."""

import random
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path

import sportello

SHOP = "ciao@casalume.example"
STORIES = Path(sportello.__path__[0]) / "sandbox" / "shop" / "stories"
SIZE = 9_000
SAME_CONVERSATION = 0.25


@cache
def texts() -> tuple[str, ...]:
    """What buyers and the shop write, in five languages."""
    stories = [story for path in sorted(STORIES.glob("*.toml")) for story in tomllib.loads(path.read_text())["story"]]
    return tuple(message["text"] for story in stories for message in story["message"])


def letters(count: int, *, seed: int = 1) -> Iterator[bytes]:
    """That many mails, no two alike, the same for the same seed; a quarter goes on with an earlier conversation."""
    chance, begun = random.Random(seed), list[int]()
    for number in range(count):
        goes_on = bool(begun) and chance.random() < SAME_CONVERSATION
        conversation = chance.choice(begun) if goes_on else number
        begun.append(conversation)
        yield _letter(chance, number, conversation)


def _letter(chance: random.Random, number: int, conversation: int) -> bytes:
    text = f"{chance.choice(texts())}\n\n{number}"
    before = "\n".join(f"> {line}" for line in chance.choice(texts()).splitlines())
    made = EmailMessage()
    kind = ("amazon", "amazon", "mail", "walmart")[conversation % 4]
    _head(made, kind, number, conversation)
    words = _framed(kind, text, before)
    made.set_content(words)
    made.add_alternative(_html(words), subtype="html")
    return made.as_bytes()


def _head(made: EmailMessage, kind: str, number: int, conversation: int) -> None:
    order = f"406-{conversation:07d}-1234567"
    sender = {
        "amazon": f"Cleo - Amazon Marketplace <{conversation:014x}+7{conversation:09d}@marketplace.amazon.it>",
        "walmart": f"Cleo <{conversation:032x}@relay.walmart.com>",
        "mail": f"Cleo <cleo.{conversation}@posta.example>",
    }
    made["From"], made["To"] = sender[kind], SHOP
    made["Subject"] = f"Richiesta dal cliente Amazon Cleo (Ordine: {order})" if kind == "amazon" else f"Ordine {order}"
    made["Date"] = format_datetime(datetime.now(UTC) - timedelta(hours=20, seconds=-number))
    made["Message-ID"] = f"<{number}.{conversation}@posta.example>"
    made["Received"] = "from relay.posta.example by mx.casalume.example with ESMTPS; Tue, 10 Nov 2026 09:15:00 +0100"
    if kind == "amazon":
        made["X-Space-Notification-Type"] = "BBC_MESSAGE_SENT_TO_MERCHANT"
    elif number != conversation:
        made["In-Reply-To"] = made["References"] = f"<{conversation}.{conversation}@posta.example>"


def _framed(kind: str, text: str, before: str) -> str:
    quoted = f"Il giorno 9 nov 2026 alle 18:02, Casa Lume ha scritto:\n{before}\n"
    if kind != "amazon":
        return f"{text}\n\n{quoted}"
    return (
        f"Hai ricevuto un messaggio.\n\n------------- Messaggio: -------------\n\n{text}\n\n{quoted}\n"
        "------------- Fine del messaggio -------------\n"
    )


def _html(words: str) -> str:
    """The same words in the tables and styles around them that make a mail as large as mails are."""
    paragraphs = "".join(f'<p style="margin:0 0 12px;font-family:Arial">{line}</p>' for line in words.splitlines())
    cell = '<tr><td style="padding:4px 8px;font-size:13px;line-height:20px;color:#333333">&nbsp;</td></tr>\n'
    missing = max(0, SIZE - 2 * len(words) - len(paragraphs) - 1_000)
    return f"<html><body>{paragraphs}<table>{cell * (missing // len(cell))}</table></body></html>"
