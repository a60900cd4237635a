"""A web process: uvicorn on a socket that is already listening."""

import socket
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn

from sportello.core.serving.asgi import Served
from sportello.core.serving.port import BACKLOG


@dataclass(frozen=True, slots=True)
class Web:
    """How a web process serves.

    `application` is called in the process itself, after the fork, and returns what is served. `trusted_proxies` names
    the addresses (comma separated) whose X-Forwarded-For and -Proto are believed; by default nobody's are, because
    anyone on this machine can send them. `grace` is how long running pages may take after the order to exit, in s.
    """

    application: Callable[[], Served]
    trusted_proxies: str = ""
    grace: int = 5


class Server(uvicorn.Server):
    """uvicorn that ends the open streams as soon as it is told to exit, instead of waiting for them."""

    def __init__(self, config: uvicorn.Config, served: Served) -> None:
        super().__init__(config)
        self._served = served

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept, one connection at a time, and let the kernel keep a long queue all the same."""
        await super().startup(sockets)
        for listening in sockets or []:
            listening.listen(BACKLOG)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, end the streams, let running pages finish."""
        self._served.end_streams()
        await super().shutdown(sockets)


def server(web: Web) -> Server:
    """The server of this process, ready to run on sockets; the logging configuration is left as it is."""
    served = web.application()
    config = uvicorn.Config(
        served,
        lifespan="on",
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(web.trusted_proxies),
        forwarded_allow_ips=web.trusted_proxies,
        # asyncio takes this many connections at a time: with more, one process gets the burst and the other idles.
        backlog=1,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=web.grace,
    )
    return Server(config, served)


def serve(web: Web, listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT."""
    server(web).run(sockets=[listening])
