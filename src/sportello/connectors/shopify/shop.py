"""The shop behind an account: how it writes its order numbers, and what this app may read there."""

from dataclasses import dataclass

from .api import Api
from .values import rows, text


@dataclass(frozen=True, slots=True)
class Shop:
    """`prefix` and `suffix` stand around every order's number; `scopes` are those granted to the app."""

    name: str
    domain: str
    prefix: str
    suffix: str
    scopes: frozenset[str]

    def may(self, what: str) -> bool:
        """Whether the app may read this ("orders", "returns"); who may write may read."""
        return not self.scopes.isdisjoint({f"read_{what}", f"write_{what}"})

    def named(self, number: str) -> str:
        """A bare number as this shop writes it ("1042" is "EN1042-A"); what is more than digits stays."""
        return f"{self.prefix}{number}{self.suffix}" if number.isdecimal() else number

    def bare(self, name: str) -> str:
        """What two ways to write one name have in common: without "#" and what this shop always adds."""
        bare = name.strip().casefold().removeprefix("#")
        return bare.removeprefix(self.prefix.casefold().removeprefix("#")).removesuffix(self.suffix.casefold())


def the_shop(api: Api) -> Shop:
    """Ask who it is. Raises `ApiTrouble`."""
    found = api.ask("standing", "Standing", {})
    return Shop(
        name=text(found, "shop", "name"),
        domain=text(found, "shop", "myshopifyDomain"),
        prefix=text(found, "shop", "orderNumberFormatPrefix"),
        suffix=text(found, "shop", "orderNumberFormatSuffix"),
        scopes=frozenset(text(scope, "handle") for scope in rows(found, "currentAppInstallation", "accessScopes")),
    )
