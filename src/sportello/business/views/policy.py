"""Policy facts: what holds where and since when, and the texts to look at after one changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.business.models import PolicyFact, PolicyTask
from sportello.business.policy import stating
from sportello.business.policy.catalogue import CATALOGUE, Entry, entry_of
from sportello.business.policy.finding import fact_for
from sportello.business.policy.values import Kind, in_words
from sportello.business.policy_form import OwnFactForm, PolicyForm, country_choices


@dataclass(frozen=True, slots=True)
class Stated:
    """One stated fact as shown: its words, and whether it holds today, will hold, or did."""

    row: PolicyFact
    words: str
    country: str
    state: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One kind of fact: what it is called, what holds everywhere today, and the places where something else holds."""

    entry: Entry
    label: str
    help: str
    words: str
    elsewhere: Sequence[Stated]


@requires(Permission.MANAGE_BUSINESS)
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: SignedInRequest) -> HttpResponse:
    """Every fact with what holds today; a POST names one that the catalogue does not have, and leads to it."""
    form = OwnFactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = redirect("business:policy-fact", form.cleaned_data["name"])
        address["Location"] += f"?kind={form.cleaned_data['kind']}"
        return address
    rows = list(PolicyFact.objects.stated().select_related("channel"))
    keys = dict.fromkeys([*CATALOGUE, *(row.key for row in rows)])
    today = timezone.localdate()
    context = {
        "facts": [_shown(key, [row for row in rows if row.key == key], today) for key in keys],
        "form": form,
        "open_tasks": PolicyTask.objects.open().count(),
    }
    return render(request, "business/policy.html", context, status=422 if form.errors else 200)


@requires(Permission.MANAGE_BUSINESS)
@require_http_methods(["GET", "HEAD", "POST"])
def fact(request: SignedInRequest, key: str) -> HttpResponse:
    """One fact: everything ever stated, and the form to state what holds from a day on."""
    rows = list(PolicyFact.objects.filter(key=key).select_related("channel", "stated_by", "withdrawn_by"))
    kind = _kind(request, key, rows)
    today = timezone.localdate()
    held = fact_for([row.fact for row in rows if not row.withdrawn_at], channel=None, country="", on_day=today)
    form = PolicyForm(
        request.POST or None, key=key, kind=kind, standing=held.value if held else None,
        initial={"valid_from": today},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made = stating.state(fact=form.fact(), by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
        _say(request, made.tasks.count())
        return redirect("business:policy-fact", key)
    entry = entry_of(key, kind)
    context = {
        "key": key,
        "label": _(entry.label),
        "help": entry.help and _(entry.help),
        "form": form,
        "kind": kind.value,
        "rows": [_stated(row, rows, today) for row in rows],
        "may_name": [f"{{{{ policy.{key} }}}}"]
        + ([f"{{{{ policy.{key}_number }}}}"] if kind in (Kind.DAYS, Kind.MONTHS) else []),
    }
    return render(request, "business/policy_fact.html", context, status=422 if form.errors else 200)


@requires(Permission.MANAGE_BUSINESS)
@require_POST
def withdrawal(request: SignedInRequest, fact_id: int) -> HttpResponse:
    """Take back a fact that was wrong."""
    row = get_object_or_404(PolicyFact, pk=fact_id)
    stating.withdraw(fact=row, by=request.user, now=timezone.now())
    messages.success(request, _("Taken back. What was stated before holds again."))
    return redirect("business:policy-fact", row.key)


@requires(Permission.WRITE_ARTICLES)
@require_safe
def tasks(request: SignedInRequest) -> HttpResponse:
    """The texts to look at because a fact changed, the oldest first, and what was done lately."""
    rows = PolicyTask.objects.select_related("fact__channel", "done_by")
    context = {
        "open": [(task, _label(task.fact), _words(task.fact)) for task in rows.open()[:200]],
        "done": rows.exclude(done_at=None).order_by("-done_at")[:20],
        "may_state": request.user.may(Permission.MANAGE_BUSINESS),
    }
    return render(request, "business/policy_tasks.html", context)


@requires(Permission.WRITE_ARTICLES)
@require_POST
def task_done(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Note that a text was looked at."""
    stating.settle(task=get_object_or_404(PolicyTask, pk=task_id), by=request.user, now=timezone.now())
    return redirect("business:policy-tasks")


def _kind(request: SignedInRequest, key: str, rows: Sequence[PolicyFact]) -> Kind:
    """The sort of value a fact has: as stated, as the catalogue knows it, or as asked for; Http404 for none of them."""
    if rows:
        return Kind(rows[0].kind)
    if key in CATALOGUE:
        return CATALOGUE[key].kind
    asked = request.GET.get("kind", "")
    if asked not in Kind:
        raise Http404
    return Kind(asked)


def _shown(key: str, rows: Sequence[PolicyFact], today: date) -> Shown:
    entry = entry_of(key, Kind(rows[0].kind) if rows else CATALOGUE[key].kind)
    held = fact_for([row.fact for row in rows], channel=None, country="", on_day=today)
    special = [_stated(row, rows, today) for row in rows if row.channel_id or row.country or row.valid_from > today]
    elsewhere = [one for one in special if one.state != "past"]
    words = in_words(held.kind, held.value, _language()) or "…" if held else ""
    return Shown(entry, _(entry.label), entry.help and _(entry.help), words, elsewhere)


def _stated(row: PolicyFact, rows: Sequence[PolicyFact], today: date) -> Stated:
    same = [
        one.fact
        for one in rows
        if (one.channel_id, one.country) == (row.channel_id, row.country) and not one.withdrawn_at
    ]
    held = fact_for(same, channel=row.channel_id, country=row.country, on_day=today)
    if row.withdrawn_at:
        state = "withdrawn"
    elif row.valid_from > today:
        state = "coming"
    else:
        state = "holds" if held and held.stated == row.pk else "past"
    return Stated(row, _words(row), dict(country_choices()).get(row.country, row.country), state)


def _words(row: PolicyFact) -> str:
    """The value in the reader's language, or in any that it has."""
    kind = Kind(row.kind)
    if kind is Kind.TEXT:
        return str(row.value.get(_language()) or next(iter(row.value.values()), ""))
    return in_words(kind, row.value, _language())


def _label(row: PolicyFact) -> str:
    return _(entry_of(row.key, Kind(row.kind)).label)


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _say(request: SignedInRequest, concerned: int) -> None:
    messages.success(request, _("Saved. Every text that names it says the new value from its day on."))
    if concerned:
        words = ngettext("One text is to be looked at.", "%(count)d texts are to be looked at.", concerned)
        messages.warning(request, words % {"count": concerned})
