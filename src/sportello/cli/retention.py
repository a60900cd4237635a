"""`sportello retention`: what is kept for how long, obeyed now; and one person's data, handed over or erased."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .database import ready
from .trouble import Trouble

if TYPE_CHECKING:
    from sportello.retention.person import Person


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this module's commands to the command line."""
    retention = commands.add_parser("retention", help="how long personal data is kept, and one person's data")
    acts = retention.add_subparsers(required=True, metavar="ACT")
    checked = acts.add_parser("check", help="see that the retention file names every field, and what is kept by what")
    checked.set_defaults(command=check)
    acts.add_parser("run", help="erase and delete what is due now").set_defaults(command=run_now)
    out = acts.add_parser("export", help="write everything held of one person into a zip file")
    out.add_argument("who", help="an e-mail or relay address, a marketplace's id, or an order number")
    out.add_argument("file", type=Path, help="the zip file to write")
    out.set_defaults(command=export)
    gone = acts.add_parser("erase", help="erase one person now")
    gone.add_argument("who", help="an e-mail or relay address, a marketplace's id, or an order number")
    gone.set_defaults(command=erase)


def check(_given: argparse.Namespace) -> int:
    """`sportello retention check`: exit code 1 with a line for each field that the file leaves out."""
    ready()
    from sportello.channels.inbound import ChannelKind
    from sportello.retention.checking import all_models, problems
    from sportello.retention.plan import the_plan
    from sportello.retention.running import held

    plan, there = the_plan(), all_models()
    found = list(problems(plan, there, [kind.value for kind in ChannelKind]))
    print("\n".join(found) or f"The retention file covers {len(there)} models.")
    for what, count in held(plan, datetime.now(UTC)).items():
        print(f"{count} of {what} would be due, but a claim, a running ticket or a promise keeps them.")
    return 1 if found else 0


def run_now(_given: argparse.Namespace) -> int:
    """`sportello retention run`: says of how many rows of which model something was erased."""
    ready()
    from sportello.retention.plan import the_plan
    from sportello.retention.running import run

    done = run(the_plan(), now=datetime.now(UTC))
    for model, count in sorted(done.rows.items()):
        print(f"{count:7}  {model}")
    for what, count in done.held.items():
        print(f"{count:7}  {what}: kept by a claim, a running ticket or a promise")
    if not done.rows:
        print("Nothing was due.")
    return 0


def export(given: argparse.Namespace) -> int:
    """`sportello retention export WHO FILE`: a zip with person.json, mails and files; readable by its owner alone."""
    ready()
    from sportello.retention import person
    from sportello.retention.plan import the_plan

    made = person.export(the_plan(), _found(given.who), now=datetime.now(UTC))
    try:
        given.file.touch(mode=0o600, exist_ok=False)
        given.file.write_bytes(made)
    except OSError as refused:
        raise Trouble(f"{given.file} cannot be written: {refused.strerror}") from refused
    print(f"{given.file}: {len(made)} bytes")
    return 0


def erase(given: argparse.Namespace) -> int:
    """`sportello retention erase WHO`: exit code 1 when something must be kept for now, which is named."""
    ready()
    from sportello.retention import person
    from sportello.retention.plan import the_plan

    done = person.forget(the_plan(), _found(given.who), now=datetime.now(UTC))
    for model, count in sorted(done.rows.items()):
        print(f"{count:7}  {model}")
    for number in done.held_orders:
        print(f"kept: order {number}, until its claim or ticket has ended")
    for pk in done.held_threads:
        print(f"kept: conversation {pk}, until its ticket is resolved and its promises are kept")
    return 1 if done.held_orders or done.held_threads else 0


def _found(who: str) -> "Person":
    from sportello.retention.person import find

    found = find(who)
    if found is None:
        raise Trouble(f"nobody is known by {who}")
    return found
