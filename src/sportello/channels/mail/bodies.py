"""Which parts of a mail are its text and which are files: the decision of RFC 8621 section 4.1.4, as readers' mail programs show it."""

from dataclasses import dataclass, field

from .anatomy import Part

_INLINE_MEDIA = ("image/", "audio/", "video/")


@dataclass(slots=True)
class Bodies:
    """Parts to show as plain text, parts to show as HTML (each may hold the other kind where there is no choice), files."""

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
    texts_before, htmls_before = len(text or ()), len(html or ())
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
            if in_alternative and media == "text/plain":
                html = None
            if in_alternative and media == "text/html":
                text = None
            for shown in (text, html):
                if shown is not None:
                    shown.append(part)
            if media.startswith(_INLINE_MEDIA):
                files.append(part)
    if kind == "alternative" and text is not None and html is not None:
        found_text, found_html = text[texts_before:], html[htmls_before:]
        if not found_text and found_html:
            text.extend(found_html)
        if not found_html and found_text:
            html.extend(found_text)


def _shown(part: Part, number: int, kind: str) -> bool:
    media = part.media_type
    if media.startswith("text/") and part.is_rubbish:
        return False
    inline_media = media.startswith(_INLINE_MEDIA)
    if part.disposition == "attachment" or not (
        media in ("text/plain", "text/html") or inline_media or part.is_multipart
    ):
        return False
    return number == 0 or (kind != "related" and (inline_media or not part.name))
