"""What stands on the pages that are made of figures alone, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.insights.measures.kinds import By


@dataclass(frozen=True, slots=True)
class Plan:
    """A page: its figures, its charts, and the columns of its table with what they can be broken down by.

    `goals` are levels that a chart shows; `lead` says in a sentence what the page is for.
    """

    page: str
    title: str | Promise
    lead: str | Promise
    figures: Sequence[str]
    charts: Sequence[str]
    columns: Sequence[str]
    bys: Sequence[By]
    goals: Mapping[str, float]


ABOUT = (
    By.TOPIC,
    By.CATEGORY,
    By.RISK,
    By.LANGUAGE,
    By.COMPLEXITY,
    By.PRODUCT,
    By.CARRIER,
    By.COUNTRY,
    By.FULFILLED_BY,
)

TODAY = (
    "deadline_hit", "first_response_median", "backlog", "issues", "repeat_rate", "first_contact", "handling",
    "deflection_effect",
)  # fmt: skip

DEADLINES = Plan(
    "insights-deadlines",
    pgettext_lazy("insights", "Deadlines"),
    _("Whether answers are given in time, where they are not, and how long buyers wait."),
    (
        "deadline_hit", "deadline_hit_with_deflected", "backlog", "first_response_median", "first_response",
        "first_response_worked", "next_response_median", "next_response", "next_response_worked", "answers",
    ),
    ("deadline_hit", "first_response_median", "backlog", "answers"),
    (
        "deadline_hit", "deadline_hit_with_deflected", "first_response", "first_response_worked", "next_response",
        "answers",
    ),
    (By.CHANNEL, By.MARKETPLACE, *ABOUT),
    {"deadline_hit": 0.95},
)  # fmt: skip

CONTACTS = Plan(
    "insights-contacts",
    pgettext_lazy("insights", "Contacts"),
    _("How often buyers need us, about what, and how often they have to say it twice."),
    (
        "tickets", "issues", "contact_rate", "repeat_rate", "order_questions", "returns_and_claims", "policy_time",
        "claim_rate", "bad_feedback", "orders",
    ),
    ("issues", "contact_rate", "repeat_rate", "claim_rate"),
    ("contact_rate", "issues", "repeat_rate", "repeats", "claim_rate"),
    (By.TOPIC, By.PRODUCT, By.CARRIER, By.COUNTRY, By.MARKETPLACE, By.CHANNEL, By.CATEGORY, By.LANGUAGE, By.REASON,
     By.FULFILLED_BY),
    {},
)  # fmt: skip

HANDLING = Plan(
    "insights-handling",
    pgettext_lazy("insights", "Handling"),
    _("How much work an issue is, and whether it is done the first time."),
    (
        "handling", "time_per_answer", "first_contact", "resolution_median", "reopened", "open_issues", "wrote_again",
        "left_open", "repeats_flagged", "repeats_decided", "time_to_merge", "cost_per_contact",
    ),
    ("handling", "first_contact", "resolution_median", "reopened"),
    ("handling", "first_contact", "resolution", "reopened", "wrote_again", "left_open"),
    (By.COMPLEXITY, By.RISK, By.TOPIC, By.CHANNEL, By.MARKETPLACE, By.CATEGORY, By.LANGUAGE, By.PRODUCT, By.CARRIER,
     By.COUNTRY),
    {},
)  # fmt: skip

SELF_SERVICE = Plan(
    "insights-self-service",
    pgettext_lazy("insights", "Self-service"),
    _("How many buyers find the answer themselves, and what would not have been asked anyway."),
    ("visits", "deflection", "deflection_explicit", "deflection_implied", "deflection_effect", "saved"),
    ("visits", "deflection"),
    ("visits", "deflection", "deflection_explicit", "deflection_implied", "deflection_effect"),
    (By.TOPIC, By.LANGUAGE, By.CHANNEL, By.MARKETPLACE, By.OUTCOME),
    {},
)
