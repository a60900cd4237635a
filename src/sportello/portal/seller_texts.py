"""Texts of the seller's own: as safe HTML, and held to the rules of everybody who reads them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sportello.compliance.judgements import Audience, Context, Kind, Problem, Severity
from sportello.compliance.lint import lint
from sportello.compliance.publishing import PublishedText
from sportello.knowledge.rendering import rendered

from .models import CentreText, TextKind

PROVIDER: Final = "portal.texts"
DEMANDED: Final = frozenset({"email_address", "phone_number", "external_link"})
"""What a legal notice and a privacy page must hold by law (in the EU: directive 2000/31/EC, article 5; GDPR, article
13), whatever a marketplace thinks of addresses elsewhere."""


def as_html(text: str, *, brand: str) -> str:
    """Markdown of the seller's as HTML, with the brand's name in its place. Raises `rendering.TooMuch`."""
    return rendered(text, values={"brand.name": brand}, address=_nowhere).html


def problems(text: str, *, kind: str, language: str) -> list[Problem]:
    """What the rules of all marketplaces say of a text that every visitor may read: what stops it or asks for a look.

    Every problem once, however many marketplaces mind it.
    """
    found: dict[tuple[str, int], Problem] = {}
    for each in lint(text, Context(Audience.ANY, Kind.ARTICLE, language)):
        if each.severity is not Severity.WARNING and each.slug not in excused(kind):
            found.setdefault((each.slug, each.start), each)
    return list(found.values())


def excused(kind: str) -> frozenset[str]:
    """The rules that do not count in a kind of text."""
    return frozenset() if kind == TextKind.WELCOME else DEMANDED


def texts_published(_now: datetime) -> Iterator[PublishedText]:
    """The texts of all open help centres, for whoever asks again when rules change."""
    rows = CentreText.objects.filter(centre__opened_at__isnull=False).select_related("centre")
    for row in rows.order_by("pk"):
        yield PublishedText(
            key=str(row.pk),
            kind=Kind.ARTICLE,
            audience=Audience.ANY,
            language=row.language,
            text=row.text,
            title=f"{row.centre.name}: {row.get_kind_display()}",
            where=f"/help-centres/{row.centre_id}/texts?language={row.language}",
            excused=excused(row.kind),
        )


def _nowhere(_ours: str) -> None:
    """Articles are for buyers with a question; the seller's own texts lead to none."""
