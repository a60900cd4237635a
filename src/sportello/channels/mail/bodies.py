"""Which parts of a mail are its text and which are files, decided as RFC 8621 section 4.1.4 does."""

from dataclasses import dataclass, field

from .anatomy import Part

_INLINE_MEDIA = ("image/", "audio/", "video/")


@dataclass(slots=True)
class Bodies:
    """Parts to show as plain text, parts to show as HTML (each holds the other kind where it must), files."""

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)


def choose(root: Part) -> Bodies:
    """The bodies and files of a mail. Depth is bounded by the tree itself."""
    bodies = Bodies()
    _walk([root], "mixed", False, bodies.text, bodies.html, bodies.files)
    return bodies


def _walk(
    parts: list[Part],
    kind: str,
    in_alternative: bool,
    text: list[Part] | None,
    html: list[Part] | None,
    files: list[Part],
) -> None:
    """Sorts `parts` of a multipart of that kind; `text` or `html` is None where the other kind rules."""
    before = len(text or ()), len(html or ())
    for number, part in enumerate(parts):
        media = part.media_type
        if part.is_multipart and part.children:
            inner = media.removeprefix("multipart/")
            _walk(part.children, inner, in_alternative or inner == "alternative", text, html, files)
        elif not _shown(part, number, kind):
            files.append(part)
        elif kind == "alternative":
            home = {"text/html": html, "text/plain": text}.get(media)
            (files if home is None else home).append(part)
        else:
            html = None if in_alternative and media == "text/plain" else html
            text = None if in_alternative and media == "text/html" else text
            _place(part, text, html, files)
    if kind == "alternative" and text is not None and html is not None:
        _complete(text, html, before)


def _place(part: Part, text: list[Part] | None, html: list[Part] | None, files: list[Part]) -> None:
    for shown in (text, html):
        if shown is not None:
            shown.append(part)
    if part.media_type.startswith(_INLINE_MEDIA):
        files.append(part)


def _complete(text: list[Part], html: list[Part], before: tuple[int, int]) -> None:
    """An alternative with one kind only serves for both."""
    found_text, found_html = text[before[0] :], html[before[1] :]
    if not found_text:
        text.extend(found_html)
    if not found_html:
        html.extend(found_text)


def _shown(part: Part, number: int, kind: str) -> bool:
    media = part.media_type
    if media.startswith("text/") and part.is_rubbish:
        return False
    inline_media = media.startswith(_INLINE_MEDIA)
    readable = media in ("text/plain", "text/html") or inline_media or part.is_multipart
    if part.disposition == "attachment" or not readable:
        return False
    return number == 0 or (kind != "related" and (inline_media or not part.name))
