"""Measures of issues: how many, how long, how often they come back."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from .kinds import ABOUT, ABOUT_AND_WHO, WHERE, Behind, Better, By, How, Measure, Term, Unit

ISSUES: Final = (
    Measure(
        "tickets",
        _("Tickets before merging"),
        _("Conversations that opened a ticket, as if none had been merged, by the day of their first message."),
        Unit.COUNT,
        Better.DOWN,
        How.SUM,
        Behind.BEGAN,
        (Term("tickets"),),
        breakdowns=WHERE,
    ),
    Measure(
        "issues",
        _("Tickets after merging"),
        _(
            "Issues: tickets merged into one count once, on the day of the first message of any of them. Imported"
            " history is not counted anywhere."
        ),
        Unit.COUNT,
        Better.DOWN,
        How.SUM,
        Behind.OPENED,
        (Term("issues"),),
        breakdowns=ABOUT,
    ),
    Measure(
        "open_issues",
        _("Open issues"),
        _("Issues that were not resolved at the end of the last day, also those that wait for the buyer."),
        Unit.COUNT,
        Better.DOWN,
        How.LEVEL,
        Behind.OPEN,
        (Term("open"),),
        breakdowns=WHERE,
    ),
    Measure(
        "handling",
        _("Handling time"),
        _(
            "How long agents were at an issue in all, on average over the issues whose last resolution fell on the day;"
            " the time spent on merged tickets is summed. Time counts while a ticket's page has the focus and is used."
        ),
        Unit.SECONDS,
        Better.DOWN,
        How.MEAN,
        Behind.RESOLVED,
        (Term("handled"),),
        breakdowns=ABOUT_AND_WHO,
    ),
    Measure(
        "resolution",
        _("Resolution time"),
        _("From the first message of an issue to its last resolution, round the clock, on average."),
        Unit.SECONDS,
        Better.DOWN,
        How.MEAN,
        Behind.RESOLVED,
        (Term("resolution"),),
        breakdowns=ABOUT,
    ),
    Measure(
        "resolution_median",
        _("Resolution time, median"),
        _("Half of the issues were resolved sooner than this, half later."),
        Unit.SECONDS,
        Better.DOWN,
        How.MEDIAN,
        Behind.RESOLVED,
        (Term("resolution"),),
        breakdowns=WHERE,
    ),
    Measure(
        "reopened",
        _("Reopen rate"),
        _("Of the resolutions, the share after which the issue was opened again, by the buyer or by an agent."),
        Unit.SHARE,
        Better.DOWN,
        How.SHARE,
        Behind.RESOLVED,
        (Term("resolved", "total"),),
        (Term("resolved"),),
        breakdowns=ABOUT,
    ),
    Measure(
        "first_contact",
        _("First-contact resolution"),
        _(
            "Of the issues that were answered, the share in which no repeat contact followed the first answer within"
            " the window of repeats (14 days unless the owner chose otherwise). It counts on the day the window ended;"
            " a reply to our question is no repeat contact."
        ),
        Unit.SHARE,
        Better.UP,
        How.SHARE,
        Behind.WINDOW,
        (Term("first_contact", "total"),),
        (Term("first_contact"),),
        breakdowns=ABOUT,
    ),
    Measure(
        "repeat_rate",
        _("Repeat-contact rate"),
        _(
            "Of all contacts, the share that were repeats: a buyer wrote on an issue that awaited our answer, or was"
            " answered or resolved within the window. Contacts are the first messages of issues and the repeats."
        ),
        Unit.SHARE,
        Better.DOWN,
        How.SHARE,
        Behind.REPEATED,
        (Term("repeats"),),
        (Term("contacts"),),
        breakdowns=(*ABOUT, By.REASON),
        against_all=(By.REASON,),
    ),
    Measure(
        "repeats",
        _("Repeat contacts"),
        _("Messages of buyers that repeat an issue, by the day they were written; by agent: who had answered last."),
        Unit.COUNT,
        Better.DOWN,
        How.SUM,
        Behind.REPEATED,
        (Term("repeats"),),
        breakdowns=(*ABOUT_AND_WHO, By.REASON),
    ),
    Measure(
        "repeats_flagged",
        _("Repeats flagged"),
        _("Conversations that were flagged as the repeat of another ticket when they arrived."),
        Unit.COUNT,
        Better.NEITHER,
        How.SUM,
        Behind.FLAGGED,
        (Term("flagged"),),
        breakdowns=WHERE,
    ),
    Measure(
        "repeats_decided",
        _("Repeats decided"),
        _(
            "Repeats that were merged before an answer, merged only after one (missed), or dismissed, by the day of the"
            " decision and by who took it."
        ),
        Unit.COUNT,
        Better.NEITHER,
        How.SUM,
        Behind.DECIDED,
        (Term("decided"),),
        breakdowns=(*WHERE, By.STATE, By.AGENT),
    ),
    Measure(
        "time_to_merge",
        _("Time to merge"),
        _("From a flagged repeat to its merge, on average, in whole minutes each."),
        Unit.SECONDS,
        Better.DOWN,
        How.MEAN,
        Behind.DECIDED,
        (Term("joined"),),
        breakdowns=(*WHERE, By.STATE, By.AGENT),
    ),
)
