"""Under which names the seller's own messages come.

eBay shows user names to some callers and immutable ids to others: both are kept, neither is ever taken apart.
"""

from dataclasses import dataclass

from sportello.channels.contract import Account, ApiTrouble, TroubleKind

from .api import IDENTITY, Api
from .values import text


@dataclass(frozen=True, slots=True)
class Seller:
    """The names of one seller, as they are written."""

    names: tuple[str, ...]

    def is_named(self, name: str) -> bool:
        """Whether this is the seller. User names have no case."""
        return bool(name) and name.casefold() in {known.casefold() for known in self.names}


def seller_of(api: Api, account: Account) -> Seller:
    """The seller, asked for once (Identity API, getUser) and kept; without that right it is the name of the form.

    Raises `ApiTrouble`.
    """
    if "seller_name" not in account.secrets:
        account.keep_secrets(_asked(api))
    return known_seller(account)


def known_seller(account: Account) -> Seller:
    """The seller as far as it is known without asking."""
    names = (account.setting("user_name"), *(account.secrets.get(name, "") for name in ("seller_name", "seller_id")))
    return Seller(tuple(dict.fromkeys(filter(None, names))))


def _asked(api: Api) -> dict[str, str]:
    try:
        user = api.get_second(f"{IDENTITY}/user/")
    except ApiTrouble as trouble:
        if trouble.kind not in {TroubleKind.PERMISSION, TroubleKind.NOT_FOUND}:
            raise
        return {"seller_name": ""}
    return {"seller_name": text(user, "username"), "seller_id": text(user, "userId")}
