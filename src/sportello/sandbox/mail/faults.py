"""What the mail servers are told to do wrong, so that those who speak to them can be tested."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(slots=True)
class Faults:
    """The servers read this before every answer; changing a field changes their behaviour at once.

    `imap_deny_login` and `smtp_deny_login` refuse every sign-in. `imap_delay` and `smtp_delay` are seconds before each
    answer. `imap_drop_in` counts the IMAP answers down and drops the connection in place of the last one (0: never).
    `smtp_replies` gives a recipient (lower case, "*" for all) a reply of its own such as "450 4.2.1 Mailbox busy";
    `smtp_mail_reply` answers MAIL FROM and `smtp_data_reply` the finished DATA, where they are not empty.
    `smtp_drop_stored` and `smtp_drop_lost` count mails whose connection drops in place of the final "250": the first
    kind was kept all the same, the second was not.
    """

    imap_deny_login: bool = False
    imap_delay: float = 0.0
    imap_drop_in: int = 0
    smtp_deny_login: bool = False
    smtp_delay: float = 0.0
    smtp_replies: dict[str, str] = field(default_factory=dict)
    smtp_mail_reply: str = ""
    smtp_data_reply: str = ""
    smtp_drop_stored: int = 0
    smtp_drop_lost: int = 0

    def change(self, values: dict[str, Any]) -> None:
        """Set the named fields. Raises ValueError, changing nothing, for an unknown name or a value of another type."""
        known = {f.name: type(getattr(self, f.name)) for f in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"there is no fault called {name!r}")
            if not _fits(value, known[name]):
                raise ValueError(f"{name} wants a value of type {known[name].__name__}")
        for name, value in values.items():
            setattr(self, name, float(value) if known[name] is float else value)

    def clear(self) -> None:
        """Behave well again."""
        self.change(asdict(Faults()))

    def reply_for(self, recipient: str) -> str:
        """The reply this recipient is to be answered with, or "" when there is none."""
        return self.smtp_replies.get(recipient.lower(), self.smtp_replies.get("*", ""))

    def as_dict(self) -> dict[str, Any]:
        """All fields by name, for the control page."""
        return asdict(self)


def _fits(value: Any, wanted: type) -> bool:
    if wanted is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if wanted is dict:
        return isinstance(value, dict) and all(isinstance(part, str) for pair in value.items() for part in pair)
    return type(value) is wanted
