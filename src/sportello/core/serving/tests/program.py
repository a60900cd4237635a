"""A small program under the supervisor: `python -m sportello.core.serving.tests.program PORT FOLDER [fork|spawn]`.

Its one worker writes its process id to FOLDER/worker; FOLDER/deaf makes the worker ignore SIGTERM, FOLDER/patient
makes the parent wait a minute for it instead of two seconds.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from sportello.core.serving.bridge import Bridge
from sportello.core.serving.child import Process
from sportello.core.serving.exchange import StartResponse
from sportello.core.serving.port import ServingError, address, listen, parse_port
from sportello.core.serving.supervisor import run
from sportello.core.serving.web import Web


def page(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Answer the process id; `/slow` takes a second."""
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1)
    start_response("200 OK", [("Connection", "close")])
    return [str(os.getpid()).encode()]


def application() -> Bridge:
    """What the web processes serve."""
    return Bridge(page)


def work(folder: Path) -> None:
    """A worker that does nothing until SIGTERM."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: None if (folder / "deaf").exists() else ended.set())
    (folder / "worker").write_text(str(os.getpid()))
    while not ended.wait(0.1):
        pass


def load() -> None:
    """What all processes share."""
    if not settings.configured:
        settings.configure()
    if os.environ.get("LEAVE_A_THREAD"):
        threading.Thread(target=time.sleep, args=(5,), name="left-over", daemon=True).start()


def main(port: str, folder: str, method: str = "fork") -> int:
    """Serve; the exit code."""
    try:
        listening = listen(parse_port(port))
        print(address(listening), flush=True)  # noqa: T201
        return run(
            listening,
            Web(application, grace=2),
            load=load,
            processes=[Process("worker", partial(work, Path(folder)))],
            grace=60.0 if (Path(folder) / "patient").exists() else 2.0,
            context=multiprocessing.get_context(method),
        )
    except ServingError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
