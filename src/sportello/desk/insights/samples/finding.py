"""How repeats were found: flagged, merged, dismissed, missed, and how fast, agent by agent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.insights.models import SuggestionFact

MOST = 50_000


@dataclass(slots=True)
class Found:
    """What somebody decided on. `minutes` is within how many half of the merges were made; None without any."""

    name: str
    flagged: int = 0
    merged: int = 0
    dismissed: int = 0
    missed: int = 0
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Repeats:
    """The rows, those who decided on most first."""

    rows: Sequence[Found]


def found_repeats(*, since: datetime) -> Repeats:
    """What was decided since a time, by whom; nobody's are those that the machine joined. Two queries."""
    decided = SuggestionFact.objects.filter(decided_at__gte=since).exclude(state="")
    found: dict[int, Found] = {}
    took: dict[int, list[int]] = {}
    for agent, state, flagged, minutes in decided.values_list("agent", "state", "flagged", "minutes")[:MOST]:
        row = found.setdefault(agent, Found(""))
        row.flagged += flagged
        setattr(row, state, getattr(row, state) + 1)
        if state == "merged":
            took.setdefault(agent, []).append(minutes)
    names = dict(Agent.objects.filter(pk__in=found).values_list("pk", "name"))
    for agent, row in found.items():
        row.name = names.get(agent, "") or _("By itself")
        row.minutes = round(median(took[agent])) if agent in took else None
    return Repeats(sorted(found.values(), key=lambda row: (-(row.merged + row.dismissed + row.missed), row.name)))
