"""Mails as they reach the shop's mailbox: buyers by Amazon's relay, by Walmart's and by plain mail."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

SHOP = "ciao@casalume.example"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail on its way to the shop: who wrote what when, by which address an answer reaches them."""

    sender: str
    name: str
    subject: str
    body: str
    message_id: str
    at: datetime
    headers: tuple[tuple[str, str], ...] = ()

    def raw(self) -> bytes:
        """The mail's bytes."""
        made = EmailMessage()
        made["From"] = f"{self.name} <{self.sender}>"
        made["To"] = SHOP
        made["Subject"] = self.subject
        made["Date"] = format_datetime(self.at)
        made["Message-ID"] = self.message_id
        for name, value in self.headers:
            made[name] = value
        made.set_content(self.body)
        return made.as_bytes()


def ago(*, hours: float) -> datetime:
    """The time that many hours ago."""
    return datetime.now(UTC) - timedelta(hours=hours)


def by_amazon(text: str, *, case: str, name: str, order: str, at: datetime) -> Mail:
    """A buyer of Amazon.it; the answer goes to the relay address with the case in it."""
    body = (
        f"Hai ricevuto un messaggio.\n\n# {order}:\n1 / Luce [ASIN: B0CLLAMP01]\n\n------------- Messaggio: "
        f"-------------\n\n{text}\n\n------------- Fine del messaggio -------------\n\n"
        f"https://sellercentral.amazon.it/messaging/no-response-needed?t=AB{case}&m=A1&s=1\n"
    )
    return Mail(
        sender=f"{sha256(name.encode()).hexdigest()[:14]}+{case}@marketplace.amazon.it",
        name=f"{name} - Amazon Marketplace",
        subject=f"Richiesta dal cliente Amazon {name} (Ordine: {order})",
        body=body,
        message_id=f"<{case}@email.amazon.example>",
        at=at,
        headers=(("X-Space-Notification-Type", "BBC_MESSAGE_SENT_TO_MERCHANT"),),
    )


def by_walmart(text: str, *, key: str, name: str, at: datetime) -> Mail:
    """A buyer of Walmart, by its relay."""
    return Mail(
        sender=f"{key:0>32}@relay.walmart.com",
        name=name,
        subject=f"Order 2000{key:0>11}",
        body=f"{text}\n\n{name}\n",
        message_id=f"<{key}@walmart.example>",
        at=at,
    )


def by_mail(text: str, *, key: str, name: str, at: datetime, subject: str = "La mia lampada", before: str = "") -> Mail:
    """A buyer who writes to the shop's own address, going on with the mail whose Message-ID is `before`."""
    return Mail(
        sender=f"{key}@posta.example",
        name=name,
        subject=f"Re: {subject}" if before else subject,
        body=f"{text}\n",
        message_id=f"<{key}@posta.example>",
        at=at,
        headers=(("In-Reply-To", before), ("References", before)) if before else (),
    )
