"""The pages of the insights, and who may open which."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from sportello.accounts.access import Permission
from sportello.accounts.models import Agent

# One line for each page: address, name, and who may go there. A page that this installation lacks is left out.
SECTIONS: Sequence[tuple[str, str | Promise, Permission]] = (
    ("desk:insights-today", pgettext_lazy("insights", "Today"), Permission.SEE_FIGURES),
    ("desk:insights-deadlines", pgettext_lazy("insights", "Deadlines"), Permission.SEE_FIGURES),
    ("desk:insights-risk", pgettext_lazy("insights", "At risk"), Permission.SEE_FIGURES),
    ("desk:insights-contacts", pgettext_lazy("insights", "Contacts"), Permission.SEE_FIGURES),
    ("desk:insights-handling", pgettext_lazy("insights", "Handling"), Permission.SEE_FIGURES),
    ("desk:insights-people", pgettext_lazy("insights", "People"), Permission.SEE_TEAM),
    ("desk:insights-causes", pgettext_lazy("insights", "Causes"), Permission.SEE_TEAM),
    ("desk:insights-samples", pgettext_lazy("insights", "Samples"), Permission.SEE_TEAM),
    ("desk:insights-self-service", pgettext_lazy("insights", "Self-service"), Permission.SEE_REPORTS),
    ("desk:insights-writing", pgettext_lazy("insights", "What to write"), Permission.SEE_REPORTS),
    ("desk:insights-spikes", pgettext_lazy("insights", "Spikes"), Permission.SEE_FIGURES),
    ("desk:insights-health", pgettext_lazy("insights", "Account health"), Permission.SEE_FIGURES),
    ("desk:insights-costs", pgettext_lazy("insights", "Costs"), Permission.MANAGE_BUSINESS),
)


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the insights in the tabs, and whether we are on it or behind it."""

    name: str | Promise
    href: str
    here: bool


def sections(agent: Agent, path: str) -> list[Section]:
    """The pages that this agent may open; `path` is the page they are on."""
    found = [(name, _address(target)) for target, name, permission in SECTIONS if agent.may(permission)]
    return [
        Section(name, address, path == address or path.startswith(f"{address}/")) for name, address in found if address
    ]


def _address(target: str) -> str:
    try:
        return reverse(target)
    except NoReverseMatch:
        return ""
