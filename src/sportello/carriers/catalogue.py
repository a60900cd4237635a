"""The carriers we know: name, other names, tracking pages by language, hosts. The data is `catalogue.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier.

    `pages` has its tracking page by language, `{number}` standing for the number and "any" for other languages;
    `hosts` are registrable domains of its sites besides those of the pages.
    """

    code: str
    name: str
    pages: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


def _read() -> tuple[Carrier, ...]:
    data: dict[str, dict[str, Any]] = tomllib.loads(files(__package__).joinpath("catalogue.toml").read_text("utf-8"))
    return tuple(
        Carrier(
            code,
            entry["name"],
            entry.get("pages", {}),
            tuple(entry.get("hosts", ())),
            tuple(entry.get("aliases", ())),
        )
        for code, entry in data.items()
    )


CATALOGUE: tuple[Carrier, ...] = _read()
