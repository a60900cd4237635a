"""`python -m sportello.sandbox`: the world outside, on this machine alone."""

import argparse
import asyncio
import json
import logging
import signal
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from .loops import new_loop
from .mail.servers import Ports
from .run import ACCOUNT, Options, run


def main(arguments: list[str] | None = None) -> int:
    """Run until SIGTERM or Ctrl-C. One line of JSON on standard output says when it is ready, and where."""
    options = _options(arguments)
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of its own old parts at every sign-in
    try:
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(_until_told(options))
    except OSError as error:
        sys.stderr.write(f"The sandbox cannot start: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


async def _until_told(options: Options) -> None:
    stopped = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    await run(options, _say_ready, stopped)


def _say_ready(ports: Ports) -> None:
    about = {"sandbox": "ready", **asdict(ports), "user": ACCOUNT.user, "password": ACCOUNT.password}
    sys.stdout.write(json.dumps(about) + "\n")
    sys.stdout.flush()


def _options(arguments: list[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m sportello.sandbox", description=__doc__)
    for name in ("imap", "smtp", "control", "api"):
        parser.add_argument(f"--{name}-port", type=int, default=0, help="on 127.0.0.1; 0 takes any free one")
    parser.add_argument("--state", type=Path, help="directory that keeps the mailboxes over a restart")
    parser.add_argument("--seed", type=int, default=1, help="the same seed and time give the same mail")
    parser.add_argument("--now", type=_time, help="ISO 8601; the 60 days end here (default: now)")
    parser.add_argument("--every", type=float, default=40.0, help="seconds between new mails; 0 for none")
    parser.add_argument("--first-after", type=float, default=20.0, help="seconds before the first new mail")
    parser.add_argument("--empty", action="store_true", help="no shop, empty mailboxes")
    parser.add_argument("--copies-sent", action="store_true", help="put what is sent into Sent, as Gmail does")
    given = parser.parse_args(arguments)
    return Options(
        Ports(given.imap_port, given.smtp_port, given.control_port, given.api_port),
        given.seed,
        given.now,
        given.state,
        given.every,
        given.first_after,
        given.empty,
        given.copies_sent,
    )


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main())
