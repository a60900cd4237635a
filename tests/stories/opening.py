"""A program that opens the shop in the database of its environment: Casa Lume's people, and its mailbox connected.

Run with `python -m tests.stories.opening IMAP SMTP USER PASSWORD`, as `sportello demo` would, without the past.
"""

import os
import sys
from pathlib import Path

from sportello.cli.database import ready
from sportello.cli.demo import World


def main(imap: str, smtp: str, user: str, password: str) -> None:
    """Open the shop; all mail of the mailbox counts as new."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "sportello.config.settings"
    ready()
    from sportello.cli.demo_shop import connect

    source = connect(World(int(imap), int(smtp), 0, 0, user, password, Path()))
    source.paused_at = None
    source.save()


if __name__ == "__main__":
    main(*sys.argv[1:])
