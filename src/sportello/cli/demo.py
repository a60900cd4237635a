"""The demo shop: its world is started, its past is loaded once."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from .trouble import Trouble

PASSWORD = "casa-lume-demo"  # noqa: S105 - the demo's, printed on start
PEOPLE = (
    ("ada@casalume.example", "Ada Bellini", "owner", "en"),
    ("lea@casalume.example", "Lea Brandt", "lead", "de"),
    ("ben@casalume.example", "Ben Okafor", "agent", "en"),
    ("marta@casalume.example", "Marta Riva", "agent", "it"),
    ("nora@casalume.example", "Nora Conti", "content", "it"),
)
ENDS_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class World:
    """Where the sandbox's servers and stand-ins listen on this machine, how to sign in to its mailbox, and what it says
    happened."""

    imap: int
    smtp: int
    control: int
    api: int
    user: str
    password: str
    manifest: Path

    def happened(self) -> dict[str, Any]:
        """The sandbox's own account of the past."""
        happened: dict[str, Any] = json.loads(self.manifest.read_text(encoding="utf-8"))
        return happened

    @property
    def greeting(self) -> str:
        """What to tell the person at the terminal."""
        return (
            f"  Sign in as {PEOPLE[0][0]} with the password {PASSWORD}\n"
            f"  (also lea@, ben@, marta@ and, for the articles, nora@casalume.example, same password).\n"
            f"  The world outside (buyers, marketplaces, mail servers): http://127.0.0.1:{self.control}\n"
            f"  At the first start the shop's last sixty days come in while you look; its articles follow.\n"
            f"  Ctrl-C stops everything.\n"
        )


@contextmanager
def world(data_dir: Path) -> Iterator[Callable[[], World]]:
    """The sandbox, running while the context lasts; what is called says where, and waits until it listens.

    That raises `Trouble` when the sandbox cannot start.
    """
    state = data_dir / "sandbox"
    state.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(  # noqa: S603 - our own module, nothing typed by anybody
        [sys.executable, "-m", "sportello.cli.outside", "--state", str(state), "--copies-sent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield partial(_ready, process.stdout, state)
    finally:
        process.terminate()
        try:
            process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ready(output: IO[bytes] | None, state: Path) -> World:
    line = output.readline() if output else b""
    if not line:
        raise Trouble("the demo's mail servers could not be started")
    said = json.loads(line)
    return World(
        imap=said["imap"],
        smtp=said["smtp"],
        control=said["control"],
        api=said["api"],
        user=said["user"],
        password=said["password"],
        manifest=state / "manifest.json",
    )


def open_shop(outside: World) -> None:
    """Make what the desk needs to be opened: Casa Lume's people, calendar and mailbox; its accounts, once it is filled.

    Takes a moment. Where the sandbox listens is told anew at every start.
    """
    from .demo_accounts import connect_accounts
    from .demo_shop import connect, is_loaded

    if is_loaded(connect(outside)):
        connect_accounts(f"http://127.0.0.1:{outside.api}")


def fill_shop(outside: World) -> None:
    """Replay the shop's last sixty days, publish its articles and open its help centre; once, while people look on.

    Nothing else may take in mail meanwhile: each comes in at its own time. Interrupted, it goes on at the next start.
    """
    from .demo_accounts import connect_accounts
    from .demo_articles import publish_articles
    from .demo_help import open_help_centre
    from .demo_macros import take_in_macros
    from .demo_shop import is_loaded, people, remember_loaded, the_mailbox
    from .replay import replay

    source = the_mailbox()
    take_in_macros()
    if is_loaded(source):
        return
    replay(source, outside)
    connect_accounts(f"http://127.0.0.1:{outside.api}")
    open_help_centre()
    publish_articles(people()[0])
    remember_loaded(source)
