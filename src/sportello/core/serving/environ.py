"""From an ASGI scope to a WSGI environment (PEP 3333)."""

import sys
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from sportello.core.serving.asgi import Scope

_OWN_KEYS = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}


def environ(scope: Scope, body: IO[bytes], length: int | None) -> dict[str, Any]:
    """The WSGI environment of an HTTP scope.

    `body` is the whole request body, rewound, and `length` its size in bytes (None: the request had none).
    The path comes from the raw bytes of the request line, so that what is not UTF-8 reaches the application as it was.
    """
    root = scope.get("root_path", "")
    found = _headers(scope["headers"])
    found.pop("CONTENT_LENGTH", None)
    if length is not None:
        found["CONTENT_LENGTH"] = str(length)
    return found | {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root.encode().decode("latin-1"),
        "PATH_INFO": _path(scope).removeprefix(root.encode()).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        **_addresses(scope),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _path(scope: Scope) -> bytes:
    raw = scope.get("raw_path")
    return unquote_to_bytes(raw) if raw is not None else scope["path"].encode()


def _addresses(scope: Scope) -> dict[str, str]:
    client, server = scope.get("client"), scope.get("server")
    host, port = server or ("localhost", 80)
    # The port of a unix socket is None in ASGI; PEP 3333 wants both names present.
    found = {"SERVER_NAME": str(host), "SERVER_PORT": str(port or 0)}
    return found | ({"REMOTE_ADDR": str(client[0]), "REMOTE_PORT": str(client[1])} if client else {"REMOTE_ADDR": ""})


def _headers(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        # `X_Real_Ip` and `X-Real-Ip` would become one key, and HTTP_PROXY steers other libraries (httpoxy).
        if b"_" in name or name == b"proxy":
            continue
        key = _OWN_KEYS.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        text = value.decode("latin-1")
        joint = "; " if name == b"cookie" else ","
        found[key] = f"{found[key]}{joint}{text}" if key in found else text
    return found
