"""Contact forms that arrive by mail: the buyer stands in Reply-To and in the fields, the shop's own system in From."""

import re
from dataclasses import dataclass

from .letter import Letter

_NAME = re.compile(
    r"^(?:your |full |first |il tuo |ihr |votre |tu )?(?:name|nome(?: e cognome)?|nom|nombre|vorname|prénom)$",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"^(?:your |la tua |ihre |votre |tu )?(?:e-?mail(?:[- ]?(?:address|adresse))?|indirizzo e-?mail"
    r"|adresse e-?mail|correo(?: electrónico)?|courriel|posta elettronica)$",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"^(?:your |il tuo |ihre |votre |tu )?(?:message|messaggio|nachricht|mensaje|comments?|commento|kommentar"
    r"|commentaire|comentario|body|corpo|testo|text|question|domanda"
    r"|frage|pregunta|anfrage|richiesta|demande|consulta|inquiry|enquiry|anliegen)$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\s{0,4}\*{0,2}(?P<label>[^\W\d_][^:\n]{0,40}?)\*{0,2}\s{0,2}[:：]\*{0,2}\s*(?P<value>.*)$")
_ADDRESS = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")


@dataclass(frozen=True, slots=True)
class Form:
    """What a buyer entered; `message` keeps its lines. `other` are the fields not known here, in order."""

    name: str
    email: str
    message: str
    other: tuple[tuple[str, str], ...]


def read_form(letter: Letter, text: str) -> Form | None:
    """The contact form in a mail's text, or None when there is none.

    A form has a field for the message and, in a field or in Reply-To, an address that is not the sender's. The message
    runs to the end of the mail, or to the next known field, because buyers write colons too.
    """
    found: dict[str, str] = {}
    other: list[tuple[str, str]] = []
    lines = text.split("\n")[:2000]
    at = 0
    while at < len(lines):
        match = _LABEL.match(lines[at][:300])
        role = _role(match["label"]) if match else ""
        if match and role == "message":
            found[role] = _message(lines, at, lines[at][match.start("value") :])
            break
        if match:
            value, at = _value(lines, at, lines[at][match.start("value") :].strip())
            if role:
                found.setdefault(role, value)
            else:
                other.append((match["label"].strip(), value))
        at += 1
    return _form(letter, found, tuple(other))


def _form(letter: Letter, found: dict[str, str], other: tuple[tuple[str, str], ...]) -> Form | None:
    entered = _ADDRESS.search(found.get("email", ""))
    email = entered.group().lower() if entered else ""
    answer = next((address.email for address in letter.reply_to if address.email != letter.sender.email), "")
    if not found.get("message") or not (email or answer) or (email == letter.sender.email and not answer):
        return None
    if not answer and not found.get("name"):
        return None
    name = found.get("name") or next((address.name for address in letter.reply_to if address.name), "")
    return Form(name, email or answer, found["message"], other)


def _role(label: str) -> str:
    label = label.strip(" *")
    if _NAME.match(label):
        return "name"
    if _EMAIL.match(label):
        return "email"
    return "message" if _BODY.match(label) else ""


def _value(lines: list[str], at: int, value: str) -> tuple[str, int]:
    """The value beside a label, or on the next line that is not blank; and the index of the line it ended on."""
    if value:
        return value, at
    for below in range(at + 1, min(at + 4, len(lines))):
        if lines[below].strip():
            labelled = _LABEL.match(lines[below][:300])
            return ("", at) if labelled and _role(labelled["label"]) else (lines[below].strip(), below)
    return "", at


def _message(lines: list[str], at: int, first: str) -> str:
    taken = [first]
    for line in lines[at + 1 :]:
        match = _LABEL.match(line[:300])
        if match and _role(match["label"]) in {"name", "email"}:
            break
        taken.append(line)
    return "\n".join(taken).strip()
