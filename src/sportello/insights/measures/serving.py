"""Measures of self-service. Explicit, implied and measured against the hold-out are never mixed."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from .kinds import WHERE, Behind, Better, By, How, Measure, Term, Unit

_SERVED: Final = (*WHERE, By.TOPIC, By.ARTICLE, By.LANGUAGE, By.AUDIENCE)

SERVING: Final = (
    Measure(
        "visits",
        _("Visits"),
        _(
            "Visits of the help centre whose outcome is settled, three days after their last step, by the day they"
            " began."
        ),
        Unit.COUNT,
        Better.NEITHER,
        How.SUM,
        Behind.VISITED,
        (Term("visits"),),
        breakdowns=(*_SERVED, By.OUTCOME),
    ),
    Measure(
        "deflection",
        _("Deflection"),
        _(
            "Of the visits whose end is known, the share that ended without a message. Visitors of the hold-out, who"
            " were denied the answers, and those whose end nobody knows are left out."
        ),
        Unit.SHARE,
        Better.UP,
        How.SHARE,
        Behind.VISITED,
        (Term("helped", "total"),),
        (Term("helped"),),
        breakdowns=_SERVED,
    ),
    Measure(
        "deflection_explicit",
        _("Deflection, explicit"),
        _("Of the same visits, the share in which the buyer said that it is solved, and did not write."),
        Unit.SHARE,
        Better.UP,
        How.SHARE,
        Behind.VISITED,
        (Term("explicit", "total"),),
        (Term("explicit"),),
        breakdowns=_SERVED,
    ),
    Measure(
        "deflection_implied",
        _("Deflection, implied"),
        _("Of the same visits, the share in which a known buyer read an answer and did not write within three days."),
        Unit.SHARE,
        Better.UP,
        How.SHARE,
        Behind.VISITED,
        (Term("implied", "total"),),
        (Term("implied"),),
        breakdowns=_SERVED,
    ),
    Measure(
        "deflection_effect",
        _("Deflection against the hold-out"),
        _(
            "Of those who came to the contact form: the share that wrote in the hold-out, which saw the plain form,"
            " less the share that wrote where answers were shown first. Only this says what would not have been asked"
            " anyway."
        ),
        Unit.POINTS,
        Better.UP,
        How.EFFECT,
        Behind.VISITED,
        (Term("answered", "total"), Term("answered")),
        (Term("plain", "total"), Term("plain")),
        breakdowns=(*WHERE, By.TOPIC, By.LANGUAGE),
    ),
)
