"""The letters of one mail folder, kept as files so that UIDs stay the same when the servers start again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

FLAG_LETTERS = {b"\\Seen": "S", b"\\Answered": "R", b"\\Flagged": "F", b"\\Draft": "D", b"\\Deleted": "T"}
LETTER_FLAGS = {letter: flag for flag, letter in FLAG_LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail in a folder: its UID, when the server got it (UTC), its IMAP system flags, its bytes as they came."""

    uid: int
    at: datetime
    flags: frozenset[bytes]
    raw: bytes

    @property
    def file_name(self) -> str:
        """`<uid>.<epoch seconds>.<flag letters>.eml`: all that IMAP wants to know, so that no index can get lost."""
        flags = "".join(sorted(FLAG_LETTERS[flag] for flag in self.flags if flag in FLAG_LETTERS))
        return f"{self.uid:08d}.{int(self.at.timestamp())}.{flags}.eml"


class Shelf:
    """One folder: UIDVALIDITY and letters in the order of their UIDs (RFC 3501 2.3.1.1).

    With `directory` None everything lives in memory. A letter that was removed leaves an empty file with its UID
    behind, so that no later letter gets that UID again.
    """

    def __init__(self, directory: Path | None, uid_validity: int) -> None:
        self._directory = directory
        self._letters: dict[int, Letter] = {}
        self.last_uid = 0
        self.uid_validity = uid_validity
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
            self._load(directory)

    def __iter__(self) -> Iterator[Letter]:
        return iter(list(self._letters.values()))

    def __len__(self) -> int:
        return len(self._letters)

    def put(self, raw: bytes, at: datetime, flags: frozenset[bytes] = frozenset()) -> Letter:
        """Keep a letter under the next UID; it is on disk when this returns. `at` must know its time zone."""
        letter = Letter(self.last_uid + 1, at.astimezone(UTC), flags, raw)
        self._write(letter)
        self.last_uid = letter.uid
        self._letters[letter.uid] = letter
        return letter

    def mark(self, uid: int, flags: frozenset[bytes]) -> None:
        """Give a letter these flags and no others. Raises KeyError when there is no such letter."""
        before = self._letters[uid]
        after = replace(before, flags=flags)
        self._letters[uid] = after
        if self._directory is not None and before.file_name != after.file_name:
            (self._directory / before.file_name).rename(self._directory / after.file_name)

    def remove(self, uid: int) -> None:
        """Remove a letter for good; removing it twice is no error."""
        letter = self._letters.pop(uid, None)
        if letter is not None and self._directory is not None:
            (self._directory / f"{uid:08d}.gone").touch()
            (self._directory / letter.file_name).unlink(missing_ok=True)

    def renumber(self, uid_validity: int) -> None:
        """Do what a provider does who lost his index: a new UIDVALIDITY, and UIDs from 1 on."""
        letters = list(self)
        if self._directory is not None:
            for path in list(self._directory.glob("*.*")):
                path.unlink()
            (self._directory / "uidvalidity").write_text(str(uid_validity), encoding="ascii")
        self.uid_validity, self.last_uid, self._letters = uid_validity, 0, {}
        for letter in letters:
            self.put(letter.raw, letter.at, letter.flags)

    def _load(self, directory: Path) -> None:
        note = directory / "uidvalidity"
        if note.exists():
            self.uid_validity = int(note.read_text(encoding="ascii"))
        else:
            note.write_text(str(self.uid_validity), encoding="ascii")
        for path in sorted(directory.glob("*.*")):
            if path.suffix == ".part":
                path.unlink()
                continue
            self.last_uid = max(self.last_uid, int(path.name.split(".")[0]))
            if path.suffix == ".eml":
                letter = _read(path)
                self._letters[letter.uid] = letter

    def _write(self, letter: Letter) -> None:
        if self._directory is None:
            return
        part = self._directory / f"{letter.uid:08d}.part"
        part.write_bytes(letter.raw)
        part.replace(self._directory / letter.file_name)


def _read(path: Path) -> Letter:
    uid, epoch, flags, _ = path.name.split(".")
    at = datetime.fromtimestamp(int(epoch), UTC)
    return Letter(int(uid), at, frozenset(LETTER_FLAGS[letter] for letter in flags), path.read_bytes())
