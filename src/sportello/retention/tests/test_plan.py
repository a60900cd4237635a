"""The file is read strictly, names every field, and is caught when it does not."""

import pytest

from sportello.channels.inbound import ChannelKind
from sportello.orders.erasing import _NOBODY
from sportello.retention.checking import all_models, problems
from sportello.retention.plan import Act, Plan, plan_of, the_plan
from sportello.retention.written import Unreadable, read

KINDS = [kind.value for kind in ChannelKind]
HEAD = "buyers:\n  amazon: 30 days\n\nmodels:\n"


def said_of(model: str, lines: str) -> list[str]:
    """What the check says when a model's entry is another one."""
    plan = the_plan()
    entry = plan_of(f"{HEAD}  {model}:\n{lines}").models[model]
    changed = Plan(plan.buyers, {**plan.models, model: entry})
    return list(problems(changed, all_models(), KINDS))


def test_it_names_every_field_of_every_model() -> None:
    assert list(problems(the_plan(), all_models(), KINDS)) == []


def test_it_keeps_amazons_buyers_thirty_days_and_visits_ninety() -> None:
    plan = the_plan()
    visit = plan.models["portal.Visit"].expires
    assert plan.days("amazon") == 30
    assert visit is not None
    assert (visit.days, visit.at, visit.once) == (90, "last_at", "settled_at")


def test_it_misses_a_model_that_is_new() -> None:
    plan = the_plan()
    there = [model for model in all_models() if model._meta.label != "inbox.Note"]
    without = Plan(plan.buyers, {name: entry for name, entry in plan.models.items() if name != "inbox.Note"})
    said = set(problems(without, all_models(), KINDS))
    assert {"inbox.Note is not in the file", "inbox.Note_mentions: goes with inbox.Note, which stays"} <= said
    assert "inbox.Note is in the file, but there is no such model" in list(problems(plan, there, KINDS))


@pytest.mark.parametrize(
    ("model", "lines", "said"),
    [
        ("customers.Customer", "    _erased_with: customer through pk\n    id: keep\n", "Customer.name is not"),
        ("customers.Trait", "    _deleted_with: thread through customer\n", "customer does not lead to inbox.Thread"),
        ("customers.Trait", "    _deleted_with: customer through buyer\n", "buyer does not lead to customers.Customer"),
        ("portal.Vote", "    _goes_with: portal.Road\n", "not deleted with those of portal.Road"),
        ("portal.Upload", "    _deleted: 1 day after sent_at\n", "has no such time"),
        ("portal.Upload", "    _kept: why not\n    _deleted: 1 day after at\n", "is kept and is not"),
        ("portal.Upload", "    _kept: why not\n    name: empty\n", "name stands below a model that is not erased"),
        ("orders.Return", "    _erased_with: order through order\n    requested_at: empty\n", "requested_at cannot be"),
    ],
)
def test_it_catches_what_could_not_be_executed(model: str, lines: str, said: str) -> None:
    assert any(said in line for line in said_of(model, lines))


@pytest.mark.parametrize(
    "text",
    [
        "buyers:\n   amazon: 30 days\n",
        "buyers:\n  amazon: a month\n\nmodels:\n",
        f"{HEAD}  a.B: keep\n",
        f"{HEAD}  a.B:\n    _kept: why\n    _kept: again\n",
        f"{HEAD}  a.B:\n    name: burn\n",
        f"{HEAD}  a.B:\n    _deleted: 1 day before at\n",
        f"{HEAD}  a.B:\n    _erased_with: galaxy through pk\n",
        f"{HEAD}  a.B:\n    _burnt: yes\n",
        "buyers: &anchor\n",
        "models:\n",
    ],
)
def test_it_reads_the_file_strictly(text: str) -> None:
    with pytest.raises(Unreadable):
        plan_of(text)


def test_it_takes_remarks_for_remarks() -> None:
    assert read("# why\na:\n  b: 1 day  # so\n  c:\n    d: e\n") == {"a": {"b": "1 day", "c": {"d": "e"}}}


def test_it_erases_of_an_order_what_a_marketplaces_own_wish_erases() -> None:
    """Shopify's and eBay's wishes are obeyed by `orders.erasing`, at once; both ways end with the same row."""
    entry = the_plan().models["orders.Order"]
    gone = {name for name, act in entry.fields.items() if act in {Act.EMPTY, Act.CUT}}
    assert gone == set(_NOBODY)
