"""The time zones that people can choose."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> frozenset[str]:
    """The names of all zones that this machine knows; looking them up reads hundreds of files, so it is done once."""
    return frozenset(available_timezones())


@cache
def zone_choices() -> list[tuple[str, str]]:
    """The zones that people live in, by continent and city, for a list to choose from."""
    lived_in = sorted(name for name in known_zones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in lived_in)]
