"""The buyer's (or, in a copy, the seller's) own words in one of Amazon's mails."""

import re

from sportello.channels.mail.fields import element_text
from sportello.channels.mail.letter import Letter
from sportello.channels.mail.markup import to_text

_PRE = re.compile(r"<(pre)\b[^<>]{0,600}-o-pre-wrap[^<>]{0,600}>", re.IGNORECASE)
_DASHED = re.compile(r"^[>\s]{0,6}-{6,}\s?(?P<inner>[^\s-].{1,60}?)\s?-{6,}\s*$")
_BEGIN = re.compile(
    r"^(?:begin message|message|nachricht|beginn der nachricht|messaggio|inizio (?:del )?messaggio"
    r"|début du message|mensaje"
    r"|inicio del mensaje|iniciar mensaje|wiadomość|początek wiadomości|mensagem|iniciar mensagem|bericht|begin bericht"
    r"|begin van bericht|meddelande|början av meddelandet|mesaj"
    r"|メッセージ|メッセージ開始|ここからメッセージ)\s?[:：]?$",
    re.IGNORECASE,
)
_END = re.compile(
    r"^(?:end message|end of message|ende der nachricht|fine (?:del )?messaggio|fin du message"
    r"|fin del mensaje|finalizar mensaje"
    r"|koniec wiadomości|encerrar mensagem|mensagem final|fim da mensagem|einde bericht"
    r"|einde van (?:het )?bericht|slut på meddelandet"
    r"|slut meddelande|mesaj sonu|mesajın sonu|メッセージ終了|メッセージはここまで)\s?[:：]?$",
    re.IGNORECASE,
)
_FOOT = re.compile(r"https?://|\[commMgrTok|SPC-\w{2}Amazon|^copyright|^-{15,}\s*$", re.IGNORECASE)
_HEAD = re.compile(r"\d{3}-\d{7}-\d{7}|\[?ASIN|\bB0[A-Z0-9]{8}\b|^\d{1,3} / ")


def own_words(letter: Letter, text: str) -> str:
    """The words in Amazon's frame: the one `<pre>` of its HTML, else the marked part of the text, else a remainder.

    The `<pre>` does not depend on the language of the site; the markers are known in the languages of Amazon's sites,
    and dashed markers in any. Quoted mail inside is still there. "" when the mail has a frame and nothing in it.
    """
    framed = element_text(letter.html, _PRE)
    if framed is not None:
        return framed
    marked = between_markers(text)
    if marked is None and letter.html and letter.plain.strip():
        marked = between_markers(to_text(letter.html))
    return _remainder(text) if marked is None else marked


def between_markers(text: str) -> str | None:
    """The part between Amazon's begin and end markers, or None when `text` has no begin marker."""
    lines = text.split("\n")
    begin = next((at for at, line in enumerate(lines) if _is_marker(line, _BEGIN)), None)
    if begin is None:
        begin = next((at for at, line in enumerate(lines) if _DASHED.match(line[:200])), None)
    if begin is None:
        return None
    ends = [at for at in range(begin + 1, len(lines)) if _is_marker(lines[at], _END)]
    ends = ends[-1:] or [at for at in range(begin + 1, len(lines)) if _DASHED.match(lines[at][:200])][-1:]
    end = (
        ends[0]
        if ends
        else next((at for at in range(begin + 1, len(lines)) if _FOOT.search(lines[at][:200])), len(lines))
    )
    return "\n".join(lines[begin + 1 : end]).strip()


def _is_marker(line: str, words: re.Pattern[str]) -> bool:
    if len(line) > 120:
        return False
    dashed = _DASHED.match(line)
    return bool(words.match((dashed["inner"] if dashed else line).strip()))


def _remainder(text: str) -> str:
    """What is left of a mail without markers between the lines about order and item and the links below."""
    lines = text.split("\n")
    foot = next((at for at, line in enumerate(lines) if _FOOT.search(line[:200])), len(lines))
    head = max((at + 1 for at, line in enumerate(lines[: min(foot, 12)]) if _HEAD.search(line[:200])), default=0)
    kept = "\n".join(lines[head:foot]).strip()
    return kept or "\n".join(lines[:foot]).strip()
