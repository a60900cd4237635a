"""Measures against orders and money: contact rates, the goals of the three categories, costs."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from .kinds import WHERE, Behind, Better, By, How, Measure, Term, Unit

_SOLD: Final = (*WHERE, By.PRODUCT, By.CARRIER, By.COUNTRY, By.FULFILLED_BY)
_ORDERS: Final = (Term("orders"),)

SELLING: Final = (
    Measure(
        "orders",
        _("Orders"),
        _("Orders by the day they were placed."),
        Unit.COUNT,
        Better.NEITHER,
        How.SUM,
        Behind.OPENED,
        _ORDERS,
        breakdowns=_SOLD,
    ),
    Measure(
        "contact_rate",
        _("Contacts per 100 orders"),
        _("Issues opened in these days for every hundred orders placed in the same days."),
        Unit.PER_HUNDRED,
        Better.DOWN,
        How.RATE,
        Behind.OPENED,
        (Term("issues"),),
        _ORDERS,
        breakdowns=(*_SOLD, By.TOPIC, By.CATEGORY, By.LANGUAGE),
        against_all=(By.TOPIC, By.CATEGORY, By.LANGUAGE),
    ),
    Measure(
        "order_questions",
        _("Order questions per 100 orders"),
        _("The goal of the category delivery: issues with a topic of it for every hundred orders placed."),
        Unit.PER_HUNDRED,
        Better.DOWN,
        How.RATE,
        Behind.OPENED,
        (Term("issues", by="category", key="delivery"),),
        _ORDERS,
        breakdowns=WHERE,
    ),
    Measure(
        "returns_and_claims",
        _("Returns contacts and claims per 100 orders"),
        _(
            "The goal of the category returns: issues with a topic of it, and claims, cases and disputes opened, for"
            " every hundred orders placed."
        ),
        Unit.PER_HUNDRED,
        Better.DOWN,
        How.RATE,
        Behind.OPENED,
        (Term("issues", by="category", key="returns"), Term("claims")),
        _ORDERS,
        breakdowns=WHERE,
    ),
    Measure(
        "policy_time",
        _("Agents' time on policy answers"),
        _("The goal of the category policy: the agents' time at issues with a topic of it, in all."),
        Unit.SECONDS,
        Better.DOWN,
        How.SUM,
        Behind.WORKED,
        (Term("work", "total", by="category", key="policy"),),
        breakdowns=WHERE,
    ),
    Measure(
        "claim_rate",
        _("Claims per 100 orders"),
        _("Claims, cases and disputes opened in these days for every hundred orders placed in the same days."),
        Unit.PER_HUNDRED,
        Better.DOWN,
        How.RATE,
        Behind.CLAIMED,
        (Term("claims"),),
        _ORDERS,
        breakdowns=_SOLD,
    ),
    Measure(
        "bad_feedback",
        _("Bad feedback per 100 orders"),
        _("Feedback of one or two stars for every hundred orders placed in the same days."),
        Unit.PER_HUNDRED,
        Better.DOWN,
        How.RATE,
        Behind.FEEDBACK,
        (Term("feedback"),),
        _ORDERS,
        breakdowns=_SOLD,
    ),
    Measure(
        "cost_per_contact",
        _("Cost per contact"),
        _(
            "The agents' time at tickets at the hourly cost of the day, by the issues opened in the same days. It is"
            " shown only where the owner entered an hourly cost for all of the days."
        ),
        Unit.MONEY,
        Better.DOWN,
        How.COST,
        Behind.WORKED,
        (Term("work", "total"),),
        (Term("issues"),),
    ),
    Measure(
        "saved",
        _("Saved by self-service"),
        _(
            "Messages that were not written, as measured against the hold-out, at the cost per contact of the same"
            " days; unknown without a hold-out or an hourly cost."
        ),
        Unit.MONEY,
        Better.UP,
        How.SAVED,
        Behind.VISITED,
        (Term("answered", "total"), Term("answered"), Term("work", "total")),
        (Term("plain", "total"), Term("plain"), Term("issues")),
    ),
)
