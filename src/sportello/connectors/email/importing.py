"""Reading mail from files: folders of .eml, Maildir, mbox. Bytes only; nothing is parsed here."""

import re
from collections.abc import Iterator
from pathlib import Path

# RFC 4155 appendix A; "From " of a person's sentence at the start of a line is no separator, so a date must follow.
_SEPARATOR = re.compile(rb"From \S+ .*\d\d:\d\d.* \d{4}|From (?:MAILER-DAEMON|-) ")
_ESCAPED = re.compile(rb">+From ")
_EML = frozenset({".eml", ".mail", ".msg822"})


def files(path: Path) -> Iterator[bytes]:
    """Every mail under a path, one after the other, as it lies there: an .eml file or a folder of them (at any
    depth), a Maildir, or an mbox. An mbox is read line by line and never held as a whole.

    A folder without any of these gives nothing. Raises OSError when the path cannot be read; a file that vanishes
    meanwhile is skipped.
    """
    if path.is_dir():
        yield from _folder(path)
    elif _is_mbox(path):
        yield from _mbox(path)
    else:
        yield path.read_bytes()


def count(path: Path) -> int:
    """How many mails `files` will give, for a progress bar. Raises as `files` does."""
    if path.is_dir():
        return len(_paths(path))
    return sum(1 for _line in _separators(path)) if _is_mbox(path) else 1


def _folder(path: Path) -> Iterator[bytes]:
    for each in _paths(path):
        try:
            raw = each.read_bytes()
        except FileNotFoundError:
            continue
        yield raw


def _paths(path: Path) -> list[Path]:
    """The mail files of a folder: of every Maildir in it, else every .eml; sorted, so that two runs agree."""
    roots = {cur.parent for cur in path.rglob("cur") if _is_maildir(cur.parent)}
    if roots:
        return sorted(
            file for root in roots for part in ("cur", "new") for file in (root / part).iterdir() if file.is_file()
        )
    return sorted(file for file in path.rglob("*") if file.suffix.lower() in _EML and file.is_file())


def _is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return bool(_SEPARATOR.match(file.readline(1000)))


def _separators(path: Path) -> Iterator[bytes]:
    before = b"\n"
    with path.open("rb") as file:
        for line in file:
            if before.strip(b"\r\n") == b"" and _SEPARATOR.match(line):
                yield line
            before = line


def _mbox(path: Path) -> Iterator[bytes]:
    """The mails of an mbox (mboxrd: ">From " was "From "); the empty line before a separator belongs to nobody."""
    lines: list[bytes] = []
    with path.open("rb") as file:
        for line in file:
            if _SEPARATOR.match(line) and (not lines or lines[-1].strip(b"\r\n") == b""):
                if lines:
                    yield _mail(lines)
                lines = [line]
            else:
                lines.append(line)
    if lines:
        yield _mail(lines)


def _mail(lines: list[bytes]) -> bytes:
    content = lines[1:]
    if content and content[-1].strip(b"\r\n") == b"":
        content = content[:-1]
    return b"".join(line[1:] if _ESCAPED.match(line) else line for line in content)
