"""A source's credentials: its password, or an access token that is renewed in time, by one worker at once."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from sportello.channels.models import Source
from sportello.core.secrets import Undecipherable

from . import oauth
from .account import Account, Method, account_of
from .credentials import Credentials
from .trouble import MailboxTrouble, Trouble

# The first half of our advisory locks' keys; the second is the source's id.
RENEWING = 0x53504F54
MARGIN = timedelta(minutes=2)


def credentials_of(source: Source, *, now: datetime) -> Credentials:
    """How to sign in to the source's servers now (aware). Raises `MailboxTrouble`.

    Renews the access token when it ends within two minutes and stores it.
    """
    account = account_of(source)
    try:
        secrets = source.secrets
    except Undecipherable as other_key:
        raise MailboxTrouble(Trouble.SECRET) from other_key
    if account.method is Method.PASSWORD:
        return Credentials(account.user, secrets.get("password", ""))
    return Credentials(account.user, _valid(secrets, now) or _renewed(source, account, now), bearer=True)


def keep(source: Source, tokens: oauth.Tokens) -> None:
    """Store tokens on the source, keeping the refresh token it had when no new one came."""
    values = source.secrets
    values["access_token"], values["expires_at"] = tokens.access, tokens.expires_at.isoformat()
    values["refresh_token"] = tokens.refresh or values.get("refresh_token", "")
    source.keep_secrets(values)
    source.save(update_fields=["sealed"])


def _valid(secrets: dict[str, str], now: datetime) -> str:
    """The access token when it lasts a while yet, else ""."""
    ends = secrets.get("expires_at", "")
    return secrets.get("access_token", "") if ends and datetime.fromisoformat(ends) > now + MARGIN else ""


@transaction.atomic
def _renewed(source: Source, account: Account, now: datetime) -> str:
    """A new token; whoever asks at the same time waits for the first (Microsoft's refresh tokens are used up)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [RENEWING, source.pk % 2**31])
    fresh = Source.objects.get(pk=source.pk)
    secrets = fresh.secrets
    if token := _valid(secrets, now):
        return token
    try:
        tokens = oauth.refresh(
            account,
            refresh_token=secrets.get("refresh_token", ""),
            client_secret=secrets.get("client_secret", ""),
            now=now,
        )
    except oauth.ConsentEnded as ended:
        raise MailboxTrouble(Trouble.CONSENT, str(ended)) from ended
    except oauth.OAuthError as silence:
        raise MailboxTrouble(Trouble.OTHER, str(silence)) from silence
    keep(fresh, tokens)
    source.sealed = fresh.sealed
    return tokens.access
