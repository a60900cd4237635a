"""The demo's world outside, as a process of its own that ends with whoever started it."""

import os
import signal
import sys
import threading

from sportello.sandbox.__main__ import main


def end_with_parent() -> None:
    """End this process when its standard input closes, which it does however the parent ends."""

    def listen() -> None:
        # Not through sys.stdin: its lock would be held when the interpreter ends.
        while os.read(sys.stdin.fileno(), 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=listen, daemon=True).start()


if __name__ == "__main__":
    end_with_parent()
    sys.exit(main())
