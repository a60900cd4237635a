"""What the pages call things: why a file or picture is refused, what a mark in the matrix means."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.knowledge.importing import Outcome
from sportello.knowledge.matrix import Mark

MARKS: Mapping[Mark, str | Promise] = {
    Mark.MISSING: pgettext_lazy("edition", "missing"),
    Mark.FAILING: _("breaks a rule"),
    Mark.OUTDATED: _("behind its original"),
    Mark.UNPUBLISHED: _("not published"),
    Mark.UNREAD: _("nobody reads it"),
    Mark.FINE: _("in order"),
}
OUTCOMES: Mapping[Outcome, str | Promise] = {
    Outcome.NEW: pgettext_lazy("edition", "new"),
    Outcome.CHANGED: _("new version"),
    Outcome.SAME: _("the same already"),
    Outcome.REFUSED: _("not taken"),
}
WHY_NOT: Mapping[str, str | Promise] = {
    "path": _("its name does not say which article and language it is"),
    "matter": _("the lines before the text cannot be read"),
    "topic": _("its topic is none of ours"),
    "title": _("it has no title, or one that is too long"),
    "summary": _("its summary is too long"),
    "body": _("its text is too long"),
    "keywords": _("it has too many keywords, or one that is too long"),
    "questions": _("it has too many questions, or one that is too long"),
    "language": _("its language is none of ours"),
    "draft": _("it is a draft or hidden there"),
    "empty": _("it has no text"),
    "picture": _("it is no picture that we take, or it is broken"),
    "shape": _("it does not look like an article of this program"),
}
REFUSED: Mapping[str, str | Promise] = {
    "broken": _("The archive is broken, or no zip archive."),
    "locked": _("The archive is locked or packed in a way that we do not open."),
    "large": _("There is too much in it."),
    "many": _("There are too many files in it."),
    "path": _("It names files outside itself. Such archives are not opened."),
    "unknown": _("This is no export that we know."),
}
PLACES: Mapping[str, str | Promise] = {
    "fill.carriers": _("Your carriers"),
    "fill.payment_methods": _("Ways to pay"),
    "fill.company": _("Your company's full name"),
    "fill.sizes": _("How your sizes run"),
}
NOT_A_PICTURE: Mapping[str, str | Promise] = {
    "large": _("The picture is too large: at most 8 MB and 40 million pixels."),
    "kind": _("Only PNG, JPEG, WebP and GIF pictures are taken."),
    "broken": _("The picture is broken."),
}


def why_not(reason: str) -> str:
    """Why something was not taken; a reason without words stands for itself."""
    return str(WHY_NOT.get(reason, reason))
