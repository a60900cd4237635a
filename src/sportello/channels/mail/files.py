"""Files in a mail: what they are by their bytes, a name that is safe to show and save, and the bytes of one of them."""

import re
import unicodedata

from .anatomy import Anatomy, Limits, Part
from .bodies import Bodies
from .headers import read_block
from .letter import AttachedFile, Unreadable
from .opening import opened
from .transfer import uuencoded
from .words import header_text

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"{\\rtf", "application/rtf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "application/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_OFFICE = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OLE = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
_OLE["msg"] = "application/vnd.ms-outlook"
_TEXTS = {"csv": "text/csv", "ics": "text/calendar", "vcf": "text/vcard", "json": "application/json"}
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe|table|div|p|a|meta)[\s>/]", re.IGNORECASE)
_SVG = re.compile(rb"<(?:[a-z]{1,20}:)?svg[\s>/]", re.IGNORECASE)
_BIDI = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*]')
_EXTENSIONS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "message/rfc822": ".eml",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
}


def sniff(data: bytes, claimed: str, name: str) -> str:
    """The media type of `data` by its bytes; the claim and the name only refine what the bytes leave open.

    Text that a browser could run is never called harmless: SVG is image/svg+xml, what begins like HTML is text/html.
    What no rule knows is the claimed type when that is no picture, page or text, else application/octet-stream.
    """
    claimed, extension = claimed.lower(), name.rpartition(".")[2].lower()
    if claimed.startswith("message/"):
        return claimed
    found = _by_magic(data)
    if found == "application/zip":
        return _in_zip(data, extension)
    if found == "application/x-ole-storage":
        return _OLE.get(extension, found)
    return found or _as_text(data, claimed, extension)


def _by_magic(data: bytes) -> str:
    head = data[:32]
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
            return "image/heic"
        return "image/avif" if brand == b"avif" else "video/quicktime" if brand == b"qt  " else "video/mp4"
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(head[8:12], "")
    if head[:2] == b"BM" and (len(data) < 26 or head[6:10] != b"\0\0\0\0"):
        return ""
    if head[:2] == b"MZ" and b"\0" not in data[:64]:
        return ""
    return next((media for magic, media in _MAGIC if head.startswith(magic)), "")


def _in_zip(data: bytes, extension: str) -> str:
    if data[30:38] == b"mimetype" and data[38:80].startswith(b"application/"):
        return data[38:100].split(b"PK")[0].split(b"\0")[0].decode("ascii", "replace")[:60]
    ends = data[:4000] + data[-20_000:]
    if b"[Content_Types].xml" in ends:
        return next((media for folder, media in _OFFICE if folder in ends), "application/zip")
    return "application/java-archive" if extension == "jar" or b"META-INF/MANIFEST.MF" in ends else "application/zip"


def _as_text(data: bytes, claimed: str, extension: str) -> str:
    head = data[:4096]
    if _SVG.search(head):
        return "image/svg+xml"
    if _MARKUP.search(head) and not claimed.startswith("application/pdf"):
        return "text/html"
    if not _looks_like_text(head):
        harmless = claimed and not claimed.startswith(("image/", "text/", "application/pdf")) and "/" in claimed
        return claimed if harmless and claimed != "application/x-msdownload" else "application/octet-stream"
    if extension in _TEXTS:
        return _TEXTS[extension]
    known = claimed in _TEXTS.values() or claimed.startswith("application/pgp")
    return claimed if known else "text/plain"


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not head.translate(None, bytes(range(9, 14)) + b"\x1b" + bytes(range(32, 256))) and bool(head)


def safe_name(name: str, media_type: str = "", number: int = 0) -> str:
    """`name` without folders, control characters, direction overrides; at most 180 characters; every extension stays.

    An empty name becomes `file-<number>` with the extension of its media type.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = _UNSAFE.sub("_", _BIDI.sub("", name))
    name = " ".join(name.split()).strip(" .")
    if not name:
        return f"file-{number}{_EXTENSIONS.get(media_type, '')}"
    if len(name) > 180:
        stem, dot, extension = name.rpartition(".")
        keep = dot + extension if dot and len(extension) <= 10 else ""
        name = (stem if keep else name)[: 180 - len(keep)] + keep
    return name


def list_files(mail: Anatomy, bodies: Bodies) -> tuple[AttachedFile, ...]:
    """The files of a mail in walk order: attached parts, then files uuencoded into its plain text."""
    shown = {id(part) for part in (*bodies.text, *bodies.html)}
    found = [_file(part, id(part) in shown) for part in bodies.files if part.media_type != "text/x-amp-html"]
    found.sort(key=lambda each: each.part)
    for number, (name, content) in enumerate(_embedded(mail), len(mail.parts)):
        media = sniff(content, "", name)
        found.append(AttachedFile(number, safe_name(name, media, number), media, len(content)))
    return tuple(found)


def _file(part: Part, shown: bool) -> AttachedFile:
    data = part.decoded[0]
    media = sniff(data, part.media_type, part.name)
    inline = shown or part.disposition == "inline" or (bool(part.content_id) and part.disposition != "attachment")
    name = safe_name(part.name or _subject(part), media, part.index)
    return AttachedFile(part.index, name, media, len(data), part.content_id, inline)


def _subject(part: Part) -> str:
    """The name of an attached mail that has none: its subject, as mail programs save it."""
    if part.media_type != "message/rfc822":
        return ""
    block = read_block(part.body[:20_000], 0, 20_000, max_bytes=20_000, max_fields=200)
    subject = header_text(block.get("subject"))
    return f"{subject.replace('/', '_').strip()}.eml" if subject.strip() else ""


def _embedded(mail: Anatomy) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for part in mail.parts:
        if part.media_type == "text/plain" and not part.children and b"begin " in part.decoded[0]:
            found += [(name, content) for name, content, _, _ in uuencoded(part.text.encode("utf-8", "replace"))]
    return found


def extract(raw: bytes, part: int, *, limits: Limits = Limits()) -> bytes:  # noqa: B008 (frozen)
    """The decoded bytes of the file that `parse` listed under number `part`.

    Raises Unreadable when the mail has no such part.
    """
    mail = opened(raw, limits)
    if 0 <= part < len(mail.parts):
        return mail.parts[part].decoded[0]
    embedded = _embedded(mail)
    if 0 <= part - len(mail.parts) < len(embedded):
        return embedded[part - len(mail.parts)][1]
    raise Unreadable(f"The mail has no part {part}.")
