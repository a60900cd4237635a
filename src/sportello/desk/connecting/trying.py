"""Trying an account: what its marketplace says, in words for the owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sportello.channels import connecting
from sportello.channels.accounts import account_of
from sportello.channels.contract import Account, ApiTrouble, Connector
from sportello.channels.models import Source
from sportello.channels.standing import SENTENCES
from sportello.core.secrets import Undecipherable

from . import words
from .forms import BASE_URL, AccountForm


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it: sentences of what works, what is still missing, or what is wrong with the server's words."""

    works: Sequence[str] = ()
    missing: Sequence[str] = ()
    wrong: str = ""
    said: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the account can be read."""
        return not self.wrong


def try_form(form: AccountForm, *, source: Source | None, now: datetime) -> Tried:
    """Try what a valid form says, with the secrets of `source` where it says none."""
    try:
        account = connecting.trying(connector=form.connector, values=form.values(), source=source)
    except Undecipherable as sealed:
        return Tried(wrong=str(sealed))
    account.config = {**account.config, **({BASE_URL: form.base_url()} if form.base_url() else {})}
    return _tried(account, form.connector, now)


def try_source(source: Source, connector: Connector, *, now: datetime) -> Tried:
    """Try an account as it is stored; tokens that are renewed on the way are kept."""
    try:
        account = account_of(source)
    except Undecipherable as sealed:
        return Tried(wrong=str(sealed))
    return _tried(account, connector, now)


def _tried(account: Account, connector: Connector, now: datetime) -> Tried:
    try:
        standing = connecting.check(account, connector=connector, now=now)
    except ApiTrouble as trouble:
        return Tried(wrong=str(SENTENCES.get(trouble.kind, _("Something went wrong."))), said=trouble.words)
    return Tried(works=words.found(standing, connector), missing=words.missing(standing))
