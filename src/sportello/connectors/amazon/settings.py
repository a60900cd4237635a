"""What the owner chose in the connect form."""

import re

from sportello.channels.contract import Account

from .sites import marketplace_of

ORDER_NUMBER = r"\d{3}-\d{7}-\d{7}"
ORDER_NUMBER_FULL = re.compile(ORDER_NUMBER, re.ASCII)


def marketplaces(account: Account) -> tuple[str, ...]:
    """The ids of the marketplaces that the account is limited to; () for all of them."""
    named = re.split(r"[,;\s]+", account.setting("sites").strip())
    return tuple(dict.fromkeys(filter(None, map(marketplace_of, named))))
