"""The one account that the mail servers know."""

import hmac
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in: by password (LOGIN, PLAIN) or by bearer token (XOAUTH2)."""

    user: str
    password: str
    token: str = "sandbox-token"  # noqa: S105 - a key to nothing but this sandbox

    def knows_password(self, user: str, password: str) -> bool:
        """Whether this is the account's user with its password."""
        return self._same(user, self.user) and self._same(password, self.password)

    def knows_token(self, user: str, token: str) -> bool:
        """Whether this is the account's user with its token."""
        return self._same(user, self.user) and self._same(token, self.token)

    @staticmethod
    def _same(given: str, wanted: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode("utf-8", "replace"))
