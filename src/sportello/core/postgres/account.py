"""Who runs the server: PostgreSQL refuses to run as root, so root hands it to an account without rights."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from sportello.core.postgres.errors import LauncherError

UNPRIVILEGED = ("sportello", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of the operating system, known by name because peer authentication compares names."""

    uid: int
    gid: int
    name: str

    @property
    def is_us(self) -> bool:
        """Whether this process already runs as this account."""
        return os.geteuid() == self.uid

    def may_enter(self, folder: Path) -> bool:
        """Whether the account can reach what lies in ``folder``: every folder on the way has to let it pass."""
        return all(self._may_pass(step.stat()) for step in (folder, *folder.parents))

    def _may_pass(self, folder: os.stat_result) -> bool:
        if folder.st_uid == self.uid:
            return bool(folder.st_mode & 0o100)
        return bool(folder.st_mode & (0o010 if folder.st_gid == self.gid else 0o001))


def account_of(uid: int) -> Account:
    """The account with this user id; raises LauncherError when the system knows no name for it."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise LauncherError(
            f"User id {uid} has no account on this machine, and PostgreSQL needs one: add it, or use another user."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def server_account(*, owners: list[int]) -> Account:
    """Choose who runs the server.

    ``owners`` are the user ids of what exists already, the database first, then the folder around it. An ordinary
    user runs the server as themselves. Root gives it to the first owner that is not root, else to an account named
    ``sportello`` when the administrator made one, else to ``nobody``. No account is ever created.
    """
    if os.geteuid() != 0:
        return account_of(os.geteuid())
    for uid in owners:
        if uid != 0:
            return account_of(uid)
    return _unprivileged()


def _unprivileged() -> Account:
    for name in UNPRIVILEGED:
        try:
            return account_of(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    raise LauncherError("PostgreSQL does not run as root: add an account named sportello, or use an ordinary user.")
