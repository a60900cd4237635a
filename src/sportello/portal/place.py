"""Where a request stands in a help centre: which one, in which language, and the addresses of its other pages."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from sportello.accounts.links import NoBaseUrlError, base_url

from .keeping import KEPT
from .models import HelpCentre
from .visiting import Visiting


@dataclass(frozen=True, slots=True)
class Place:
    """What every view and page of a help centre gets.

    `address` is the visitor's network address, for brakes alone. `mark` changes when what buyers can read changes.
    `root` is what comes before the language: "" on the centre's own domain.
    """

    centre: HelpCentre
    language: str
    now: datetime
    visiting: Visiting
    root: str
    address: str
    mark: Hashable = None

    @property
    def audience(self) -> str:
        """For whom pages are written."""
        return self.visiting.audience

    @property
    def held_out(self) -> bool:
        """Whether this visitor sees the plain form."""
        visit = self.visiting.visit
        return visit is not None and visit.held_out

    @property
    def home(self) -> str:
        """The address of the home page."""
        return f"{self.root}/{self.language}"

    def to(self, path: str, language: str = "") -> str:
        """The address of another page, such as "contact" or "articles/late-parcel"; "" is the home page."""
        home = f"{self.root}/{language or self.language}"
        return f"{home}/{path}" if path else home


def root_of(centre: HelpCentre, *, on_own_domain: bool) -> str:
    """What the addresses of a help centre begin with, without the host."""
    return "" if on_own_domain else f"/help/{centre.slug}"


def public_url(centre: HelpCentre, path: str = "") -> str:
    """The full address of a help centre or of a path below it ("/it/contact"): on its own domain when it has one.

    Raises `NoBaseUrlError` when nobody said where this installation lives.
    """
    if centre.domain:
        return f"https://{centre.domain}{path}"
    return f"{KEPT.get(('base url',), base_url)}{root_of(centre, on_own_domain=False)}{path}"


def public_url_or_path(centre: HelpCentre, path: str = "") -> str:
    """The same, or without the host where nobody named it."""
    try:
        return public_url(centre, path)
    except NoBaseUrlError:
        return f"{root_of(centre, on_own_domain=False)}{path}"
