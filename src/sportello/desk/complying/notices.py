"""Courtesy notices under the rules: checked when saved, and listed where rules change."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.business import keeping, notice_form, using
from sportello.business.models import NoticeEdition
from sportello.business.notice_texts import NOTICES
from sportello.business.using import UsingText
from sportello.business.wording import fill
from sportello.compliance import publishing
from sportello.compliance.judgements import Audience, Context, Kind, Severity
from sportello.compliance.lint import lint
from sportello.compliance.publishing import PublishedText

EXAMPLE = {"name": "Cleo", "order": ""}
"""What stands in the places while a wording is judged; the order is left out with its brackets."""


def register() -> None:
    """Let notices be judged by the rules when they are saved, and when rules change."""
    if broken not in notice_form.FURTHER_CHECKS:
        notice_form.FURTHER_CHECKS.append(broken)
    publishing.register("business.notices", texts)
    using.register("notice", wordings)


def broken(text: str, audience: str, language: str) -> Iterator[str]:
    """Why a notice cannot stand, in words."""
    context = Context(Audience(audience), Kind.REPLY, language)
    seen: set[str] = set()
    for problem in lint(fill(text, EXAMPLE).text, context):
        if problem.severity is not Severity.WARNING and problem.rule not in seen:
            seen.add(problem.rule)
            yield problem.explanation(language)


def texts(_now: datetime) -> Iterator[PublishedText]:
    """Every wording of the seller's, and those we begin with where there is none."""
    worded = {(row.audience, row.language): row for row in NoticeEdition.objects.all()}
    for audience in ("amazon", "ebay", "walmart", "shop"):
        for language, ours in NOTICES.items():
            row = worded.get((audience, language))
            yield PublishedText(
                key=f"{audience}.{language}",
                kind=Kind.REPLY,
                audience=Audience(audience),
                language=language,
                text=fill(row.text if row else ours, EXAMPLE).text,
                title=_("Courtesy notice"),
                where=reverse("business:notice", args=[audience]),
                used_by=_("every further conversation of a ticket"),
                switch_off=_SwitchOff(row) if row else None,
            )


def wordings() -> Iterator[UsingText]:
    """The seller's own wordings, for whoever looks which texts a policy fact stands in or speaks against."""
    for row in NoticeEdition.objects.order_by("pk"):
        yield UsingText(
            kind="notice",
            ref=row.pk,
            title=_("Courtesy notice"),
            audience=row.audience,
            language=row.language,
            text=row.text,
            href=reverse("business:notice", args=[row.audience]),
        )


class _SwitchOff:
    """Back to the wording that we begin with."""

    def __init__(self, row: NoticeEdition) -> None:
        self.row = row

    def __call__(self, by: Agent, now: datetime) -> None:
        keeping.drop(row=self.row, by=by, now=now)
