"""Signing in to the IMAP server: one account, by password or token."""

import ssl
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import override

from pymap.backend.dict import Config, Session
from pymap.backend.dict.filter import FilterSet
from pymap.concurrent import Subsystem
from pymap.exceptions import InvalidAuth, NotAllowedError
from pymap.interfaces.login import IdentityInterface, LoginInterface
from pymap.token import AllTokens
from pymap.user import UserMetadata
from pysasl import SASLAuth
from pysasl.creds.external import ExternalCredentials, ExternalVerificationRequired
from pysasl.creds.plain import PlainCredentials
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext
from pysasl.mechanism.login import LoginMechanism
from pysasl.mechanism.oauth import OAuth2Mechanism
from pysasl.mechanism.plain import PlainMechanism

from .account import Account
from .faults import Faults
from .mailbox import ShelvedMailboxes


class PlainConfig(Config):
    """pymap's settings for a server on the loopback address: no TLS, and nobody asked for the machine's name."""

    def __init__(self) -> None:
        super().__init__(
            Namespace(proxy_protocol=None, passlib_cfg=None),
            demo_data=False,
            demo_user="",
            demo_password="",
            admin_key=b"unused",
            host="127.0.0.1",
            port=0,
            tls_enabled=False,
            hash_context=Cleartext(),
            cpu_subsystem=Subsystem.for_asyncio(),
            ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
        )

    @property
    @override
    def greeting(self) -> bytes:
        return b"Sandbox mailbox ready"

    @property
    @override
    def tls_auth(self) -> SASLAuth:
        return SASLAuth([PlainMechanism(), LoginMechanism(), OAuth2Mechanism()])


class OneIdentity(IdentityInterface):
    """The account's owner, signed in."""

    def __init__(self, account: Account, config: Config, mailboxes: ShelvedMailboxes) -> None:
        self._account, self._config, self._mailboxes = account, config, mailboxes

    @property
    @override
    def name(self) -> str:
        return self._account.user

    @property
    @override
    def roles(self) -> frozenset[str]:
        return frozenset()

    @asynccontextmanager
    async def new_session(self) -> AsyncIterator[Session]:
        yield Session(self.name, self._config, self._mailboxes, FilterSet())

    @override
    async def new_token(self, *, expiration: datetime | None = None) -> str | None:
        return None

    @override
    async def get(self) -> UserMetadata:
        return UserMetadata(self._config, self.name)

    @override
    async def set(self, metadata: UserMetadata) -> int | None:
        raise NotAllowedError("The account is fixed.")

    @override
    async def delete(self) -> None:
        raise NotAllowedError("The account is fixed.")


class OneAccountLogin(LoginInterface):
    """Lets the one account in, unless the faults say otherwise."""

    def __init__(self, account: Account, config: Config, mailboxes: ShelvedMailboxes, faults: Faults) -> None:
        self._account, self._faults = account, faults
        self._identity = OneIdentity(account, config, mailboxes)
        self._tokens = AllTokens(config)

    @property
    @override
    def tokens(self) -> AllTokens:
        return self._tokens

    @override
    async def authenticate(self, credentials: ServerCredentials) -> IdentityInterface:
        if self._faults.imap_deny_login or not self._knows(credentials):
            raise InvalidAuth()
        return self._identity

    @override
    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> IdentityInterface:
        return authenticated

    def _knows(self, credentials: ServerCredentials) -> bool:
        if isinstance(credentials, PlainCredentials):
            return self._account.knows_password(credentials.authcid, credentials._secret)
        if isinstance(credentials, ExternalCredentials):
            return self._account.knows_token(credentials.authzid, _token(credentials))
        return False


def _token(credentials: ExternalCredentials) -> str:
    try:
        credentials.verify(None)
    except ExternalVerificationRequired as required:
        return required.token or ""
