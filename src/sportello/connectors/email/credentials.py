"""How the desk proves to a mail server who it is."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name with its password or, with `bearer`, its OAuth 2 access token; the secret stays out of logs."""

    user: str
    secret: str = field(repr=False)
    bearer: bool = False
