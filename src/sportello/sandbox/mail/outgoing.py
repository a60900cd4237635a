"""The mails that the shop sent, as the SMTP server took them."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Received:
    """A mail that the server took: its number, when (UTC), the envelope's addresses, and its bytes as they came."""

    number: int
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    raw: bytes


class Outgoing:
    """The mails that the SMTP server took, oldest first; `directory`, when there is one, keeps them over a restart."""

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._mails: list[Received] = []
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
            self._mails = [_load(path) for path in sorted(directory.glob("*.json"))]

    def __len__(self) -> int:
        return len(self._mails)

    def all(self) -> list[Received]:
        """Every mail taken so far."""
        return list(self._mails)

    def keep(self, sender: str, recipients: list[str], raw: bytes, at: datetime) -> Received:
        """Keep one more mail; it is on disk when this returns."""
        number = self._mails[-1].number + 1 if self._mails else 1
        mail = Received(number, at, sender, tuple(recipients), raw)
        if self._directory is not None:
            _save(mail, self._directory)
        self._mails.append(mail)
        return mail


def _save(mail: Received, directory: Path) -> None:
    (directory / f"{mail.number:06d}.eml").write_bytes(mail.raw)
    about = {key: value for key, value in asdict(mail).items() if key != "raw"} | {"at": mail.at.isoformat()}
    part = directory / f"{mail.number:06d}.part"
    part.write_text(json.dumps(about), encoding="utf-8")
    part.replace(part.with_suffix(".json"))


def _load(path: Path) -> Received:
    about = json.loads(path.read_text(encoding="utf-8"))
    return Received(
        about["number"],
        datetime.fromisoformat(about["at"]),
        about["sender"],
        tuple(about["recipients"]),
        path.with_suffix(".eml").read_bytes(),
    )
