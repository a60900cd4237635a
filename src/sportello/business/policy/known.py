"""The policy facts of this house, read in one query."""

from datetime import date

from sportello.business.models.policy_fact import PolicyFact

from .finding import Fact, standing, variables


def facts() -> list[Fact]:
    """Everything that was stated and not withdrawn, for past, present and future days."""
    return [row.fact for row in PolicyFact.objects.stated()]


def policy_variables(*, channel: int | None, country: str, language: str, on_day: date) -> dict[str, str]:
    """What a text for a channel, country and language may name as `policy.<key>` on a day (see `finding.variables`)."""
    holding = standing(facts(), channel=channel, country=country, on_day=on_day)
    return variables(holding.values(), language)
