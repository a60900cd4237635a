"""A running server, as those who connect to it need to know it."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from sportello.core.postgres.binaries import Binaries

PORT = 5432
ROLE = "sportello"
SUPERUSER = "postgres"


@dataclass(frozen=True)
class Server:
    """A server that was ready a moment ago. It listens on a socket in ``socket_dir`` only, never on the network."""

    socket_dir: Path
    port: int
    pid: int
    programs: Binaries = field(repr=False, compare=False)
    user: str = ROLE
    superuser: str = SUPERUSER

    def dsn(self, database: str) -> str:
        """The libpq address of ``database``, without a password: the server knows its own by their account."""
        host = quote(str(self.socket_dir), safe="")
        return f"postgresql://{quote(self.user)}@/{quote(database, safe='')}?host={host}&port={self.port}"

    def parameters(self, database: str) -> dict[str, str]:
        """The same for Django: NAME, USER, PASSWORD, HOST and PORT of an entry in DATABASES."""
        return {
            "NAME": database,
            "USER": self.user,
            "PASSWORD": "",
            "HOST": str(self.socket_dir),
            "PORT": str(self.port),
        }
