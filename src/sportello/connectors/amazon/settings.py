"""What the owner chose in the connect form."""

import re

from sportello.channels.contract import Account

from .sites import marketplace_of, region_of

ORDER_NUMBER = r"\d{3}-\d{7}-\d{7}"
ORDER_NUMBER_FULL = re.compile(ORDER_NUMBER, re.ASCII)


def marketplaces(account: Account) -> tuple[str, ...]:
    """The ids of the marketplaces that the account is limited to; () for all of them."""
    return tuple(dict.fromkeys(filter(None, map(marketplace_of, _named(account)))))


def strange_sites(account: Account) -> tuple[str, ...]:
    """The sites among the chosen ones that are none of Amazon's, or none of the account's region."""
    region = account.setting("region")
    return tuple(
        site for site in _named(account) if not marketplace_of(site) or (region and region_of(site.lower()) != region)
    )


def _named(account: Account) -> list[str]:
    return [name for name in re.split(r"[,;\s]+", account.setting("sites")) if name]
