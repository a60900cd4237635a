"""Signs of risk in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sportello.insights.risk.scoring import Sign

SIGNS: Final[Mapping[Sign, str | Promise]] = {
    Sign.CLAIM_WORDS: gettext_lazy("speaks of a claim"),
    Sign.FEEDBACK_WORDS: gettext_lazy("speaks of bad feedback"),
    Sign.LEGAL_WORDS: gettext_lazy("speaks of a lawyer or the authorities"),
    Sign.SAFETY_WORDS: gettext_lazy("somebody may have been harmed"),
    Sign.SAYS_AGAIN: gettext_lazy("says to have written before"),
    Sign.LATE: gettext_lazy("our answer is overdue"),
    Sign.DUE_SOON: gettext_lazy("our answer is due soon"),
    Sign.PROMISE_BROKEN: gettext_lazy("a promise of ours is overdue"),
    Sign.NOT_RECEIVED: gettext_lazy("says nothing came, the carrier says it did"),
    Sign.PARCEL_TROUBLE: gettext_lazy("the parcel is in trouble"),
    Sign.PARCEL_LATE: gettext_lazy("the parcel is late"),
    Sign.RETURN_WAITS: gettext_lazy("a return waits for our word"),
    Sign.VALUE: gettext_lazy("a dear order"),
}


def said(sign: Sign, strength: float) -> str:
    """A sign as a reason: "wrote 2 times again", "open for 5 days"."""
    if sign is Sign.REPEATS:
        return ngettext("wrote once again", "wrote %(times)d times again", round(strength)) % {"times": round(strength)}
    if sign is Sign.OLD:
        days = round(2**strength - 1)
        return ngettext("open for a day", "open for %(days)d days", days) % {"days": days}
    return str(SIGNS.get(sign, _("another sign")))
