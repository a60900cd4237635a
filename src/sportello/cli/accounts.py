"""People, from the command line: the first owner, and a way back in."""

import argparse
from datetime import UTC, datetime
from typing import Any

from .database import ready
from .trouble import Trouble


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this module's commands to the command line."""
    accounts = commands.add_parser("accounts", help="people who work here")
    acts = accounts.add_subparsers(required=True, metavar="ACT")
    link = acts.add_parser("reset-password", help="print a link by which an agent chooses a new password")
    link.add_argument("email")
    link.set_defaults(command=reset_password)


def reset_password(given: argparse.Namespace) -> int:
    """`sportello accounts reset-password EMAIL`: for an owner who is locked out and has no mailbox connected."""
    ready()
    from django.conf import settings

    from sportello.accounts.models import Agent
    from sportello.accounts.rescue import reset_password_link

    try:
        print(reset_password_link(given.email, settings.SPORTELLO_BASE_URL, datetime.now(UTC)))
    except Agent.DoesNotExist as unknown:
        raise Trouble(f"nobody active with the address {given.email} works here") from unknown
    return 0
