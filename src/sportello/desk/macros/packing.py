"""Macros as a zip: out of the house, and in again. A zip from outside is counted before it is unpacked."""

import io
import zipfile
import zlib
from typing import IO

from sportello.replies.macros import files
from sportello.replies.macros.files import EditionFile, MacroFiles, NotMacros
from sportello.replies.models import Macro

MOST_FILES = 2_000
LARGEST_TEXT = 64 * 1024
LARGEST_LIST = 512 * 1024
_READABLE = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def export() -> bytes:
    """All macros that are offered, with all their editions, as a zip that `unpack` reads."""
    offered = Macro.objects.offered().order_by("pk").prefetch_related("editions")
    written = files.write(_files(macro) for macro in offered)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in written.items():
            packed.writestr(name, text)
    return made.getvalue()


def unpack(given: IO[bytes]) -> tuple[MacroFiles, ...]:
    """The macros of a zip. Raises `NotMacros` for what is none, or would not be small when it is unpacked."""
    try:
        with zipfile.ZipFile(given) as packed:
            return tuple(files.read(_texts(packed)))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as broken:
        raise NotMacros(f"this is no zip file that can be read: {broken}") from broken


def _texts(packed: zipfile.ZipFile) -> dict[str, str]:
    members = [member for member in packed.infolist() if not member.is_dir()]
    if len(members) > MOST_FILES:
        raise NotMacros(f"more than {MOST_FILES} files")
    if any(member.compress_type not in _READABLE or member.flag_bits & 1 for member in members):
        raise NotMacros("it is packed in a way, or with a password, that is not read here")
    return {member.filename: _text(packed, member) for member in members}


def _text(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    """One file, never more of it than may be: what a zip says of its sizes need not be true."""
    most = LARGEST_LIST if member.filename == files.LIST else LARGEST_TEXT
    with packed.open(member) as opened:
        data = opened.read(most + 1)
    if len(data) > most:
        raise NotMacros(f"{member.filename[:80]} is too large")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise NotMacros(f"{member.filename[:80]} is no text in UTF-8") from wrong


def _files(macro: Macro) -> MacroFiles:
    editions = tuple(EditionFile(one.audience, one.language, one.title, one.text) for one in macro.editions.all())
    wanted = tuple(dict.fromkeys(one.audience for one in editions))
    return MacroFiles(macro.slug, macro.title, macro.purpose, tuple(macro.topics), wanted, editions)
