"""The rules with what they mean and where they come from, and where one's own link may stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sportello.accounts.access import SignedInRequest, signed_in
from sportello.business import permitting
from sportello.compliance.catalogue import LinkStance, Pack, Rule, packs
from sportello.compliance.judgements import Kind, Severity

AUDIENCES: Mapping[str, str] = {"amazon": "Amazon", "ebay": "eBay", "walmart": "Walmart"}
KINDS: Mapping[Kind, object] = {
    Kind.REPLY: gettext_lazy("Answer to a buyer"),
    Kind.PROACTIVE: gettext_lazy("Message nobody asked for"),
    Kind.ARTICLE: gettext_lazy("Article"),
    Kind.INSERT: gettext_lazy("Printed card"),
    Kind.CONFIRMATION: gettext_lazy("Shipping confirmation"),
    Kind.LISTING: gettext_lazy("Listing"),
}
SEVERITIES: Mapping[Severity, object] = {
    Severity.BLOCKER: gettext_lazy("Stops"),
    Severity.NEEDS_APPROVAL: gettext_lazy("Needs a lead"),
    Severity.WARNING: pgettext_lazy("severity", "Says so"),
}
KEPT_BY: Mapping[str, object] = {
    "plain_text": gettext_lazy("Kept by sending plain text"),
    "attachments": gettext_lazy("Kept when files are attached"),
    "clock": gettext_lazy("Kept by the clocks of the queue"),
    "channel": gettext_lazy("Kept by the channel"),
}
ANSWERS: Mapping[str, object] = {
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "if": gettext_lazy("On a condition"),
}
STATES: Mapping[str, str] = {"yes": "done", "no": "late", "if": "soon"}


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule as the page tells it."""

    rule: Rule
    explanation: str
    severity: object
    kinds: str
    kept_by: object

    @property
    def state(self) -> str:
        """How loud its severity is."""
        return {Severity.BLOCKER: "late", Severity.NEEDS_APPROVAL: "soon"}.get(self.rule.severity, "")


@dataclass(frozen=True, slots=True)
class ShownPack:
    """A pack as the page tells it."""

    pack: Pack
    name: str
    rules: tuple[ShownRule, ...]


@dataclass(frozen=True, slots=True)
class ShownStance:
    """Where one's own link may stand: for which kind of text, yes, no or on which condition."""

    kind: object
    answer: object
    state: str
    why: str
    is_confirmation: bool


@require_safe
@signed_in
def rules(request: SignedInRequest) -> HttpResponse:
    """Every rule with its explanation, source, the day it was checked, and the version of its pack."""
    shown = [ShownPack(pack, name_of(pack), tuple(_rules(pack))) for pack in packs()]
    return render(request, "desk/complying/rules.html", {"packs": shown})


@require_safe
@signed_in
def links(request: SignedInRequest) -> HttpResponse:
    """For each channel and kind of text: may one's own link stand there."""
    shown = [(name_of(pack), [_stance(each) for each in pack.links]) for pack in packs() if pack.links]
    return render(request, "desk/complying/links.html", {"channels": shown, "permit": permitting.standing()})


def name_of(pack: Pack) -> str:
    """What a pack is called: the marketplace's name, or ours."""
    return AUDIENCES.get(pack.audience, _("Own shop and everywhere"))


def _rules(pack: Pack) -> Iterator[ShownRule]:
    language = get_language() or "en"
    for rule in pack.rules:
        kinds = (
            "" if rule.kinds == frozenset(Kind) else ", ".join(str(KINDS[kind]) for kind in Kind if kind in rule.kinds)
        )
        kept_by = KEPT_BY.get(rule.kept_by) or rule.kept_by
        yield ShownRule(rule, rule.explained(language), SEVERITIES[rule.severity], kinds, kept_by)


def _stance(stance: LinkStance) -> ShownStance:
    why = stance.explained(get_language() or "en")
    return ShownStance(
        KINDS[stance.kind], ANSWERS[stance.answer], STATES[stance.answer], why, stance.kind is Kind.CONFIRMATION
    )
