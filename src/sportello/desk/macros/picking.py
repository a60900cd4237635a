"""The macros for a ticket: those that fit, as they would read here and now, the likeliest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from sportello.accounts.models import Agent
from sportello.replies.macros.choosing import ANY, fitting
from sportello.replies.macros.formatting import locale_of
from sportello.replies.macros.ranking import Candidate, Ranked, rank
from sportello.replies.macros.rendering import Gap, Rendered, Situation, Unreadable, render
from sportello.replies.models import Macro, MacroEdition, MacroFigures, MacroVerification

from .article_values import names_article
from .background import Background
from .doubts import Doubt, doubts_about

MOST = 12
LONGEST_QUERY = 80


@dataclass(frozen=True, slots=True)
class Pick:
    """A macro that can be put into the answer: its edition, how it reads now, why it is offered and what is known of
    it. `topic` is the ticket's that it answers; `doubts` say why its verification should be renewed."""

    macro: Macro
    edition: MacroEdition
    title: str
    rendered: Rendered
    topic: str
    figures: MacroFigures | None
    verification: MacroVerification
    doubts: Sequence[Doubt]


def picks(*, background: Background, agent: Agent, query: str = "") -> list[Pick]:
    """The verified macros for a conversation that match a query, the best dozen. Six queries, however many."""
    usable = verified_editions(background)
    article = names_article(name for edition in usable for name in edition.variables)
    situations = {code: background.situation(code, agent, article=article) for code in background.languages}
    drawn = {one.macro_id: one for one in usable}
    shown = {one.macro_id: _rendered(one, situations[one.language], background) for one in usable}
    candidates = [_candidate(one, shown[one.macro_id], _title(one.macro, agent, one)) for one in usable]
    ranked = rank(candidates, topics=background.ticket.topics, query=query[:LONGEST_QUERY])[:MOST]
    doubts = doubts_about([drawn[each.candidate.key] for each in ranked])
    return [_pick(each, drawn[each.candidate.key], shown, doubts) for each in ranked]


def verified_editions(background: Background) -> list[MacroEdition]:
    """Of every offered macro the verified edition that fits the conversation, in the order the macros were made."""
    standing = MacroVerification.objects.standing().select_related("by")
    theirs = MacroEdition.objects.filter(language__in=background.languages, audience__in=(background.audience, ANY))
    editions = theirs.filter(macro__retired_at=None, verifications__in=standing).order_by("macro_id", "pk")
    editions = editions.select_related("macro__figures").prefetch_related(
        "macro__editions", Prefetch("verifications", queryset=standing, to_attr="vouched")
    )
    by_macro: dict[int, list[MacroEdition]] = {}
    for edition in editions:
        by_macro.setdefault(edition.macro_id, []).append(edition)
    found = (fitting(each, audience=background.audience, languages=background.languages) for each in by_macro.values())
    return [edition for edition in found if edition is not None]


def render_for(edition: MacroEdition, background: Background, agent: Agent) -> Rendered:
    """An edition as it reads in a conversation now. Raises `Unreadable`."""
    situation = background.situation(edition.language, agent, article=names_article(edition.variables))
    return _rendered(edition, situation, background)


def _rendered(edition: MacroEdition, situation: Situation, background: Background) -> Rendered:
    try:
        return render(edition.text, situation, locale_of(edition.language, background.country))
    except Unreadable:
        # It was proved when it was verified; what cannot be read since then is shown as it is, and cannot be sent.
        return Rendered(edition.text, (Gap("", 0, len(edition.text)),))


def _candidate(edition: MacroEdition, rendered: Rendered, title: str) -> Candidate:
    figures = figures_of(edition.macro)
    return Candidate(
        key=edition.macro_id,
        title=title,
        words=f"{edition.title} {edition.macro.slug} {edition.macro.purpose} {edition.text}",
        topics=edition.macro.topics,
        own_audience=edition.audience != ANY,
        used=figures.used if figures else 0,
        repeat_rate=figures.repeat_rate if figures else None,
        gaps=len(rendered.gaps),
    )


def figures_of(macro: Macro) -> MacroFigures | None:
    """What was counted of a macro; None before anybody counted."""
    return getattr(macro, "figures", None)


def _title(macro: Macro, agent: Agent, edition: MacroEdition) -> str:
    """What the agent calls it: the title in their own language where there is one."""
    spoken = {one.language: one.title for one in macro.editions.all()}
    return spoken.get(agent.language) or macro.title or edition.title


def _pick(ranked: Ranked, edition: MacroEdition, shown: dict[int, Rendered], doubts: dict[int, list[Doubt]]) -> Pick:
    return Pick(
        macro=edition.macro,
        edition=edition,
        title=ranked.candidate.title,
        rendered=shown[edition.macro_id],
        topic=ranked.topic,
        figures=figures_of(edition.macro),
        verification=edition.vouched[0],  # type: ignore[attr-defined]
        doubts=doubts.get(edition.pk, []),
    )
