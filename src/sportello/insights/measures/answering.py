"""Measures of answering: response times, deadlines, answers and what they left open."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from .kinds import ABOUT_AND_WHO, WHERE, Behind, Better, By, How, Measure, Term, Unit

DUE: Final = (Term("due", "total"), Term("due"))
HELPED: Final = (Term("helped", "total"), Term("helped"))

ANSWERING: Final = (
    Measure(
        "first_response",
        _("First response time"),
        _(
            "How long the first message of an issue waited for an answer, round the clock, on average. It is the"
            " obligation that began first of those that were answered, by a message, a courtesy notice or elsewhere; it"
            " counts on the day of the answer. Tickets merged into one are one issue."
        ),
        Unit.SECONDS,
        Better.DOWN,
        How.MEAN,
        Behind.FIRST,
        (Term("first"),),
        breakdowns=ABOUT_AND_WHO,
    ),
    Measure(
        "first_response_median",
        _("First response time, median"),
        _(
            "Half of the issues got their first response sooner than this, half later; round the clock, within two"
            " per cent of the exact value."
        ),
        Unit.SECONDS,
        Better.DOWN,
        How.MEDIAN,
        Behind.FIRST,
        (Term("first"),),
        breakdowns=WHERE,
    ),
    Measure(
        "first_response_worked",
        _("First response time in business hours"),
        _(
            "First response time, counting only the opening hours of the channel's calendar, or of the default one"
            " where a channel has none."
        ),
        Unit.SECONDS,
        Better.DOWN,
        How.MEAN,
        Behind.FIRST,
        (Term("first_worked"),),
        breakdowns=ABOUT_AND_WHO,
    ),
    Measure(
        "first_response_worked_median",
        _("First response time in business hours, median"),
        _("Half of the issues got their first response in fewer business hours than this, half in more."),
        Unit.SECONDS,
        Better.DOWN,
        How.MEDIAN,
        Behind.FIRST,
        (Term("first_worked"),),
        breakdowns=WHERE,
    ),
    Measure(
        "next_response",
        _("Next response time"),
        _(
            "How long later messages of an issue waited for an answer, round the clock, on average: every obligation"
            " that began after the first response and was answered. It counts on the day of the answer."
        ),
        Unit.SECONDS,
        Better.DOWN,
        How.MEAN,
        Behind.NEXT,
        (Term("next"),),
        breakdowns=ABOUT_AND_WHO,
    ),
    Measure(
        "next_response_median",
        _("Next response time, median"),
        _("Half of the later messages were answered sooner than this, half later; round the clock."),
        Unit.SECONDS,
        Better.DOWN,
        How.MEDIAN,
        Behind.NEXT,
        (Term("next"),),
        breakdowns=WHERE,
    ),
    Measure(
        "next_response_worked",
        _("Next response time in business hours"),
        _("Next response time, counting only the opening hours of the channel's calendar."),
        Unit.SECONDS,
        Better.DOWN,
        How.MEAN,
        Behind.NEXT,
        (Term("next_worked"),),
        breakdowns=ABOUT_AND_WHO,
    ),
    Measure(
        "deadline_hit",
        _("Deadline hit rate"),
        _(
            "Of the answers that fell due, the share that was given in time, by whatever ended the obligation. It"
            " counts on the day the answer was due; one that is not due yet counts once it is answered."
        ),
        Unit.SHARE,
        Better.UP,
        How.SHARE,
        Behind.DUE,
        DUE[:1],
        DUE[1:],
        breakdowns=ABOUT_AND_WHO,
    ),
    Measure(
        "deadline_hit_with_deflected",
        _("Deadline hit rate together with deflected contacts"),
        _(
            "The same, with each visit of the help centre that ended without a message counted as an answer in time and"
            " each that ended with one as an answer that was not. It stands beside the deadline hit rate and is never"
            " mixed with it."
        ),
        Unit.SHARE,
        Better.UP,
        How.SHARE,
        Behind.DUE,
        (DUE[0], HELPED[0]),
        (DUE[1], HELPED[1]),
        breakdowns=(*WHERE, By.TOPIC, By.LANGUAGE),
    ),
    Measure(
        "backlog",
        _("Backlog"),
        _("Answers that were owed at the end of the last day: obligations that had begun and not ended."),
        Unit.COUNT,
        Better.DOWN,
        How.LEVEL,
        Behind.OWED,
        (Term("owing"),),
        breakdowns=WHERE,
    ),
    Measure(
        "answers",
        _("Answers"),
        _("Answers, courtesy notices and answers given elsewhere that reached their buyers."),
        Unit.COUNT,
        Better.NEITHER,
        How.SUM,
        Behind.ANSWERED,
        (Term("answers"),),
        breakdowns=(*ABOUT_AND_WHO, By.MACRO, By.ARTICLE),
    ),
    Measure(
        "wrote_again",
        _("Answers after which the buyer wrote again"),
        _(
            "Of the answers whose window for repeats is over, the share that was followed by a repeat contact as the"
            " latest answer before it. Courtesy notices, and repeats because no answer had come, are left out. It"
            " counts on the day the window ended."
        ),
        Unit.SHARE,
        Better.DOWN,
        How.SHARE,
        Behind.SETTLED,
        (Term("again", "total"),),
        (Term("again"),),
        breakdowns=(*ABOUT_AND_WHO, By.MACRO, By.ARTICLE),
    ),
    Measure(
        "left_open",
        _("Answers that left something open"),
        _(
            "Of the answers that were reviewed before sending, the share that left a question open or did not state a"
            " datum that was known."
        ),
        Unit.SHARE,
        Better.DOWN,
        How.SHARE,
        Behind.REVIEWED,
        (Term("reviewed", "total"),),
        (Term("reviewed"),),
        breakdowns=(*ABOUT_AND_WHO, By.MACRO, By.ARTICLE),
    ),
    Measure(
        "time_per_answer",
        _("Time per answer"),
        _("The agents' time at tickets by the answers they sent in the same days."),
        Unit.SECONDS,
        Better.DOWN,
        How.QUOTIENT,
        Behind.WORKED,
        (Term("work", "total"),),
        (Term("answers"),),
        breakdowns=ABOUT_AND_WHO,
    ),
)
