"""A mailbox as its owner described it: addresses of the servers and how to sign in. Values, kept in `Source.config`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from ipaddress import ip_address
from typing import Any

from sportello.channels.models import Source


class Security(StrEnum):
    """How a connection is protected: TLS at once, TLS after STARTTLS, or not at all (on this machine only)."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


class Method(StrEnum):
    """How the desk signs in to the servers."""

    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    GOOGLE = "google"
    MICROSOFT = "microsoft"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server listens and how the connection is protected."""

    host: str
    port: int
    security: Security


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox without its secrets. `import_since`: older mail is read from that day on, as history."""

    address: str
    user: str
    imap: Server
    smtp: Server | None = None
    method: Method = Method.PASSWORD
    sender_name: str = ""
    client_id: str = ""
    tenant: str = "common"
    import_since: date | None = None

    def as_config(self) -> dict[str, Any]:
        """What `Source.config` keeps of it."""
        values = asdict(self) | {"import_since": self.import_since.isoformat() if self.import_since else None}
        values.pop("address")
        return values


def account_of(source: Source) -> Account:
    """The account a source describes. Raises ValueError when its configuration names no IMAP server."""
    config: Mapping[str, Any] = source.config
    imap, since = _server(config.get("imap")), config.get("import_since")
    if imap is None:
        raise ValueError(f"{source.name} names no IMAP server")
    return Account(
        address=source.address,
        user=str(config.get("user") or source.address),
        imap=imap,
        smtp=_server(config.get("smtp")),
        method=Method(config.get("method", Method.PASSWORD)),
        sender_name=str(config.get("sender_name", "")),
        client_id=str(config.get("client_id", "")),
        tenant=str(config.get("tenant") or "common"),
        import_since=date.fromisoformat(since) if since else None,
    )


def is_this_machine(host: str) -> bool:
    """Whether a host is the loopback address, the only one that may be spoken to without TLS."""
    try:
        return host.lower() == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _server(values: Mapping[str, Any] | None) -> Server | None:
    if not values or not values.get("host"):
        return None
    return Server(str(values["host"]), int(values["port"]), Security(values["security"]))
