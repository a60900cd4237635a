"""Macros as texts that others must know of: those that name policy facts, and those that rules are asked about anew."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.business import using
from sportello.business.using import UsingText
from sportello.compliance import publishing
from sportello.compliance.judgements import Audience, Kind
from sportello.compliance.publishing import PublishedText
from sportello.replies.macros import keeping
from sportello.replies.macros.cases import cases
from sportello.replies.macros.formatting import locale_of
from sportello.replies.macros.rendering import GAP, Unreadable, render
from sportello.replies.models import MacroEdition, MacroVerification, VerificationEnd

from .doubts import MACRO


def register() -> None:
    """Let changed policy facts and changed rules find the macros they concern."""
    using.register(MACRO, texts_with_variables)
    publishing.register("replies.macros", texts_in_use)


def texts_with_variables() -> Iterator[UsingText]:
    """Every edition of the macros that are offered, in its source form, drafts among them."""
    rows = MacroEdition.objects.filter(macro__retired_at=None).select_related("macro")
    for row in rows.order_by("pk"):
        yield UsingText(MACRO, int(row.pk), str(row), row.audience, row.language, row.text, page_of(row))


def texts_in_use(_now: datetime) -> Iterator[PublishedText]:
    """Every verified edition as it reads in the fullest case, so that rules judge words and not braces."""
    standing = MacroVerification.objects.standing()
    in_use = MacroEdition.objects.filter(Q(verifications__in=standing), macro__retired_at=None)
    for row in in_use.select_related("macro").order_by("pk"):
        yield PublishedText(
            key=str(row.pk),
            kind=Kind.REPLY,
            audience=Audience(row.audience),
            language=row.language,
            text=_reading(row),
            title=str(row),
            where=page_of(row),
            used_by=_("agents, as a macro"),
            switch_off=_SwitchOff(row),
        )


def page_of(edition: MacroEdition) -> str:
    """The page on which an edition is changed."""
    return reverse("desk:macro-edition", args=[edition.macro_id, edition.audience, edition.language])


def _reading(edition: MacroEdition) -> str:
    """All that an edition says in any case, each paragraph once, what only an agent can fill in left out."""
    said: dict[str, None] = {}
    for case in cases(edition.audience, edition.language):
        try:
            text = render(edition.text, case.situation, locale_of(edition.language)).text
        except Unreadable:
            return edition.text
        said |= dict.fromkeys(GAP.sub("…", text).split("\n\n"))
    return "\n\n".join(said)


class _SwitchOff:
    """Take an edition out of use because a rule changed."""

    def __init__(self, edition: MacroEdition) -> None:
        self.edition = edition

    def __call__(self, by: Agent, now: datetime) -> None:
        keeping.withdraw(edition=self.edition, why=VerificationEnd.BREAKS_A_RULE, by=by, now=now)
