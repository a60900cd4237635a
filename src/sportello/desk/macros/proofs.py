"""What a writer sees of an edition: how it reads, what speaks against it, what it may name."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from sportello.accounts.access import Permission, SignedInRequest
from sportello.business.models import PolicyFact
from sportello.business.policy.catalogue import CATALOGUE, entry_of
from sportello.business.policy.values import Kind
from sportello.inbox.access import ticket_for
from sportello.inbox.models import Ticket
from sportello.replies.macros.cases import cases
from sportello.replies.macros.formatting import locale_of
from sportello.replies.macros.proving import prove
from sportello.replies.macros.rendering import Rendered, Situation, Unreadable, render
from sportello.replies.macros.variables import VARIABLES, Sort

from .background import background_of
from .words import case_name, problems_of

FIRST_CASE = "by_us"


@dataclass(frozen=True, slots=True)
class Preview:
    """How a text reads in `case` or in ticket `ticket`, and what speaks against it (how grave, in words)."""

    case: str
    cases: Sequence[tuple[str, str]]
    rendered: Rendered | None
    problems: Sequence[tuple[str, str]] = ()
    stops: bool = False
    ticket: str = ""
    no_ticket: bool = False
    may_read: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The variables behind one first word, each as (what to type, what it is)."""

    name: str
    variables: Sequence[tuple[str, str]] = field(default_factory=list)


def preview_of(request: SignedInRequest, *, text: str, audience: str, language: str) -> Preview:
    """The preview that a request asks for by `case` and `ticket` (a number; empty: the case)."""
    asked = request.POST if request.method == "POST" else request.GET
    case, number = asked.get("case", FIRST_CASE), asked.get("ticket", "").strip().lstrip("#")
    found = {one.name: one.situation for one in cases(audience, language)}
    case = case if case in found else FIRST_CASE
    may_read = request.user.may(Permission.READ_TICKETS)
    real = _situation(request, number, language) if number and may_read else None
    proof = prove(text, audience=audience, language=language, policy_keys=own_facts()) if text.strip() else None
    return Preview(
        case=case,
        cases=[(name, case_name(name)) for name in found],
        rendered=_rendered(text, real or found[case], language),
        problems=problems_of(proof) if proof else (),
        stops=bool(proof and proof.stops),
        ticket=number if may_read else "",
        no_ticket=bool(number and may_read and real is None),
        may_read=may_read,
    )


def own_facts() -> frozenset[str]:
    """The names of the policy facts that were stated here."""
    return frozenset(PolicyFact.objects.stated().values_list("key", flat=True))


def help_on_variables() -> list[Group]:
    """Every variable with what to type for it, by its first word; facts that the seller named among them."""
    spaces: dict[str, list[tuple[str, str]]] = {}
    for variable in VARIABLES.values():
        spaces.setdefault(variable.key.partition(".")[0], []).append(
            (_typed(variable.key, variable.sort), _(variable.label))
        )
    own = PolicyFact.objects.stated().values_list("key", "kind").distinct()
    facts = {key: entry.label for key, entry in CATALOGUE.items()}
    facts |= {key: entry_of(key, Kind(kind)).label for key, kind in own if key not in facts}
    spaces["policy"] = [(f"{{{{ policy.{key} }}}}", _(label)) for key, label in facts.items()]
    spaces["fill"] = [("{{ fill.amount }}", _("A place that the agent fills in; any name"))]
    return [Group(name, rows) for name, rows in spaces.items()]


def _typed(key: str, sort: Sort) -> str:
    if sort is Sort.FLAG:
        return f"{{% if {key} %}}"
    return f'{{% if {key} == "…" %}}' if sort is Sort.CODE else f"{{{{ {key} }}}}"


def _situation(request: SignedInRequest, number: str, language: str) -> Situation | None:
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    try:
        ticket = ticket_for(request.user, int(number))
    except Ticket.DoesNotExist:
        return None
    background = background_of(ticket=ticket, now=timezone.now())
    return background.situation(language, request.user) if background else None


def _rendered(text: str, situation: Situation, language: str) -> Rendered | None:
    try:
        return render(text, situation, locale_of(language))
    except Unreadable:
        return None
