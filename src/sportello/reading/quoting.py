"""Which part of a body the buyer wrote now, and which is earlier mail carried along."""

import re
from typing import Final

_HEADER_WORDS: Final = (
    r"from|von|da|de|expéditeur|mittente|sent|gesendet|inviato|envoyé|enviado|date|datum|data|fecha|to|an|a|à|para"
    r"|cc|subject|betreff|oggetto|objet|asunto|objeto"
)
_REPLY_LINE: Final = re.compile(
    r"^[ \t]*(?:"
    r"[-_*= ]{2,}\s*(?:original message|ursprüngliche nachricht|messaggio originale"
    r"|messaggio inoltrato|message d'origine"
    r"|message original|mensaje original|mensaje reenviado|forwarded message|weitergeleitete nachricht"
    r"|message transféré"
    r"|begin forwarded message)[^\n]{0,40}$"
    r"|(?:on|am|il(?: giorno)?|le|el)\b[^\n]{4,160}(?:\n[^\n]{0,80})?"
    r"\b(?:wrote|schrieb|ha scritto|a écrit|escribió|écrit)\b[^\n]{0,120}:[ \t]*$"
    r"|[^\n]{3,100}<[^<>\s@]+@[^<>\s]+>\s*(?:wrote|schrieb|ha scritto|a écrit|escribió)\s*:[ \t]*$"
    r"|_{10,}[ \t]*$"
    rf"|(?:{_HEADER_WORDS})\s?:[^\n]{{0,200}}\n[ \t]*(?:{_HEADER_WORDS})\s?:"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_LINE: Final = re.compile(r"^[ \t]*>[^\n]*\n?", re.MULTILINE)


def own_stretches(body: str) -> list[tuple[int, int]]:
    """The stretches of `body` that are the buyer's own words of now, as (start, end) in order.

    Lines marked with `>` are left out, and all that follows a reply or forward header, unless the buyer wrote
    nothing above it (a forwarded mail is then all there is).
    """
    end = len(body)
    for header in _REPLY_LINE.finditer(body):
        if body[: header.start()].strip(" \n\t>-_"):
            end = header.start()
            break
    stretches: list[tuple[int, int]] = []
    at = 0
    for line in _QUOTED_LINE.finditer(body, 0, end):
        if body[at : line.start()].strip():
            stretches.append((at, line.start()))
        at = line.end()
    if body[at:end].strip():
        stretches.append((at, end))
    return stretches
