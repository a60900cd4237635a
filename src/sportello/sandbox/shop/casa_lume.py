"""The shop in the sandbox: tells its stories to the mail servers and writes down what it told."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sportello.sandbox.feed import Shop
from sportello.sandbox.mail.servers import MailServers

from .origin import Origin


class NoShop:
    """A sandbox without a shop: nobody writes."""

    def waiting(self) -> list[str]:
        """Nobody."""
        return []

    async def drop(self, key: str, now: datetime) -> dict[str, Any]:
        """Raises KeyError, for there are no stories."""
        raise KeyError(key)

    def manifest(self) -> dict[str, Any]:
        """Nothing happened."""
        return {"stories": [], "others": []}


def open_shop(origin: Origin, servers: MailServers, state_dir: Path | None) -> Shop:
    """The shop of this origin, its mail delivered."""
    return NoShop()
