"""The one port: its number and its listening socket, taken before anything else, Django included, is loaded."""

import errno
import socket

LOOPBACK = "127.0.0.1"
BACKLOG = 1024


class ServingError(Exception):
    """Why serving cannot begin, in one line for the person at the terminal."""


def parse_port(text: str) -> int:
    """The number in `text` (0 to 65535; 0 lets the system choose). Raises ServingError."""
    cleaned = text.strip()
    if not (cleaned.isascii() and cleaned.isdigit() and int(cleaned) <= 65535):
        raise ServingError(f"PORT must be a number from 0 to 65535, not {text[:40]!r}.")
    return int(cleaned)


def listen(port: int, host: str = LOOPBACK) -> socket.socket:
    """Take `port` (0: any free one) of an IPv4 address and listen on it; the kernel keeps callers waiting until a
    web process accepts them. Raises ServingError when the port is taken or may not be used.
    """
    # asyncio switches Nagle's delay off only where the protocol is named; with it, every answer takes 40 ms more.
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # Without it a restart is refused for a minute after the last connection; another listener is still an error.
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(BACKLOG)
    except OSError as error:
        taken.close()
        raise ServingError(_reason(error, host, port)) from None
    return taken


def address(taken: socket.socket) -> str:
    """The URL of a listening socket, such as `http://127.0.0.1:8000`."""
    host, port = taken.getsockname()[:2]
    return f"http://{host}:{port}"


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use. Stop what is using it or choose another with PORT=."
    if error.errno == errno.EACCES:
        return f"Port {port} on {host} may not be used by this account. Choose another with PORT=."
    return f"Cannot listen on {host}, port {port}: {error.strerror or error}."
