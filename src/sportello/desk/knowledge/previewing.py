"""An edition's text as its readers would see it, and what the rules say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sportello.compliance.catalogue import rule
from sportello.knowledge import checking, verdicts
from sportello.knowledge.checking import Judged, readers_of
from sportello.knowledge.filling import OPEN
from sportello.knowledge.models import Article, Audience, Edition, Verdict, Version
from sportello.knowledge.pages import Page, page_of
from sportello.knowledge.rendering import TooMuch
from sportello.knowledge.texts import Text
from sportello.knowledge.values import brand_of


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that speaks against a text, in words, and for whose readers."""

    stops: bool
    words: str
    why: str
    audiences: Sequence[str]


@dataclass(frozen=True)
class Preview:
    """A text as one audience sees it, and what all audiences' rules say."""

    edition: Edition
    text: Text
    reader: str
    now: datetime

    @cached_property
    def page(self) -> Page | None:
        """The page; None when the text is more than any page holds."""
        unsaved = Version(
            edition=self.edition, title=self.text.title, summary=self.text.summary, body=self.text.body, at=self.now
        )
        brand = brand_of(self.edition.article)
        try:
            return page_of(
                unsaved, edition=self.edition, reader=self.reader, brand=brand, address=_address, now=self.now
            )
        except TooMuch:
            return None

    @property
    def html(self) -> SafeString:
        """The body, cleaned by `rendering`."""
        return SafeString(self.page.body.html if self.page else "")

    @cached_property
    def problems(self) -> list[Problem]:
        """What speaks against it, blockers first, each once with the audiences whose rules it breaks."""
        return problems_of(verdicts.judge(edition=self.edition, text=self.text, now=self.now))

    @property
    def readers(self) -> list[tuple[str, str]]:
        """As whom it can be seen."""
        return [(value, str(Audience(value).label)) for value in readers_of(self.edition.audience)]


def problems_of(judged: Sequence[Judged] | Sequence[Verdict]) -> list[Problem]:
    """What was found, in words, the same thing once for all audiences that mind it."""
    seen: dict[tuple[str, str], Problem] = {}
    for each in judged:
        for stops, asks, id_, words in _found(each):
            if not stops and not asks:
                continue
            before = seen.get((id_, words))
            audience = str(Audience(each.audience).label)
            known = [*before.audiences, audience] if before else [audience]
            seen[id_, words] = Problem(stops or bool(before and before.stops), words, _why(id_, words), known)
    return sorted(seen.values(), key=lambda problem: not problem.stops)


def _found(each: Judged | Verdict) -> list[tuple[bool, bool, str, str]]:
    if isinstance(each, Verdict):
        return [(one["stops"], one["asks"], one["rule"], one["words"]) for one in each.problems]
    return [(one.stops, one.asks, one.rule, one.words) for one in each.found]


def _why(id_: str, words: str) -> str:
    if id_ == checking.GAP:
        if words.startswith(OPEN):
            return _("This place waits for your own words.")
        return _("There is no value for this place. State it among the policy facts, or take the place out.")
    if id_ == checking.TOO_LONG:
        return _("The text is longer than the rules can be asked about. Make two articles of it.")
    try:
        return rule(id_).explained(get_language() or "en")
    except KeyError:
        return id_


def _address(ours: str) -> str | None:
    """Links between articles lead to their pages on the desk; the help centre's own places are only words here."""
    kind, _, slug = ours.partition(":")
    if kind != "article":
        return "#"
    pk = Article.objects.filter(slug=slug).values_list("pk", flat=True).first()
    return reverse("desk:article", args=[pk]) if pk else None
