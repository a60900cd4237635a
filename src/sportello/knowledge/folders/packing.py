"""Folders of text files packed as zip: written, and read without believing anything an archive says of itself. Pure."""

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

MOST_PACKED, MOST_FILES = 20 * 1024 * 1024, 5_000
MOST_OF_ONE, MOST_IN_ALL = 1024 * 1024, 60 * 1024 * 1024
"""Bytes of an archive, its files, bytes of one file and of all of them together, unpacked."""
MOST_PICTURES, MOST_OF_A_PICTURE = 300, 8 * 1024 * 1024
ENDINGS = frozenset({".md", ".markdown", ".json", ".csv", ".html"})
"""Files that may be texts; others are passed over."""
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})


class Refused(ValueError):
    """An archive that is not unpacked; `reason` is one word: broken, large, many, path or locked."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the archive is refused: {reason}")
        self.reason = reason


def pack(files: Iterable[tuple[str, str]]) -> bytes:
    """An archive of text files, given as path and content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files:
            # A fixed day: the same articles make the same archive.
            archive.writestr(zipfile.ZipInfo(path, (2000, 1, 1, 0, 0, 0)), content.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack_pictures(data: bytes) -> dict[str, bytes]:
    """The pictures of an archive by their path, as far as their names tell: at most `MOST_PICTURES`, none too large.

    What is more or larger is left out; together they are at most `MOST_IN_ALL`. Raises `Refused` as `unpack` does.
    """
    return dict(_opened(data, _pictures))


def unpack(data: bytes) -> list[tuple[str, str]]:
    """The text files of an archive, in its order; a byte that is no UTF-8 becomes a replacement character.

    Nothing is written anywhere. Raises `Refused` for an archive that is broken or locked, holds too much (counted while
    unpacking, whatever it claims), or names a path outside itself.
    """
    return _opened(data, _texts)


def _opened[T](data: bytes, members: Callable[[zipfile.ZipFile], Iterator[T]]) -> list[T]:
    if len(data) > MOST_PACKED:
        raise Refused("large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return list(members(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as broken:
        raise Refused("broken") from broken
    except RuntimeError as locked:
        raise Refused("locked") from locked


def _texts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    members = archive.infolist()
    if len(members) > MOST_FILES:
        raise Refused("many")
    left = MOST_IN_ALL
    for member in members:
        path = _path(member)
        if member.is_dir() or path.suffix.lower() not in ENDINGS or path.name.startswith("."):
            continue
        with archive.open(member) as file:
            content = file.read(min(MOST_OF_ONE, left) + 1)
        left -= len(content)
        if len(content) > MOST_OF_ONE or left < 0:
            raise Refused("large")
        yield path.as_posix(), content.decode("utf-8", "replace")


def _pictures(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    left, found = MOST_IN_ALL, 0
    for member in archive.infolist()[:MOST_FILES]:
        path = _path(member)
        if member.is_dir() or path.suffix.lower() not in PICTURES or path.name.startswith("."):
            continue
        with archive.open(member) as file:
            content = file.read(min(MOST_OF_A_PICTURE, left) + 1)
        if found == MOST_PICTURES or len(content) > left:
            return
        if len(content) <= MOST_OF_A_PICTURE:
            left, found = left - len(content), found + 1
            yield path.as_posix(), content


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    name = member.filename
    path = PurePosixPath(name)
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\x00" in name or is_link:
        raise Refused("path")
    return path
