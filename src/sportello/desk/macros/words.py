"""What the pages of macros say: ages, doubts, what is wrong with an edition."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from sportello.replies.macros.cases import cases
from sportello.replies.macros.checking import Defect, Trouble
from sportello.replies.macros.proving import Broken, OpenGap, Proof
from sportello.replies.macros.variables import variable_named
from sportello.replies.models import MacroAudience

from .doubts import Doubt, DoubtKind


def age_in_words(age: timedelta) -> str:
    """How old a fact is: "3 minutes ago", "2 hours ago", "4 days ago"."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    if minutes < 48 * 60:
        return ngettext("%(count)d hour ago", "%(count)d hours ago", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)d day ago", "%(count)d days ago", minutes // 1440) % {"count": minutes // 1440}


def label_of(key: str) -> str:
    """What a variable is called; the name itself when nobody knows it."""
    variable = variable_named(key)
    return _(variable.label) if variable else key


def doubt_in_words(doubt: Doubt) -> str:
    """Why an edition should be looked at again."""
    words = {
        DoubtKind.RULES: _("The rules changed since it was verified."),
        DoubtKind.FACT: _("A policy fact that it names changed."),
        DoubtKind.CONTRADICTED: _("It says something else than a policy fact: “%(words)s”") % {"words": doubt.words},
    }
    return words[doubt.kind]


def case_name(name: str) -> str:
    """What one of the proving situations is called."""
    labels = {case.name: case.label for case in cases("shop", "en")}
    return _(labels[name]) if name in labels else name


def defect_in_words(defect: Defect) -> str:
    """What is wrong with a source."""
    words = {
        Trouble.EMPTY: _("There is no text yet."),
        Trouble.TOO_LONG: _("The text is too long: at most %(most)s letters.") % {"most": defect.what},
        Trouble.SYNTAX: _("This cannot be read: %(what)s") % {"what": defect.what},
        Trouble.UNKNOWN: _("There is no variable %(what)s.") % {"what": defect.what},
        Trouble.NOT_PRINTABLE: _("%(what)s can only be asked for, as in {%% if %(what)s %%}.") % {"what": defect.what},
    }
    return words[defect.trouble]


def gap_in_words(gap: OpenGap) -> str:
    """That a case leaves a variable open, and what to do."""
    words = _("Without a value in the case “%(case)s”: %(what)s. Put it into an {%% if %%} with an {%% else %%}.")
    return words % {"case": case_name(gap.case), "what": label_of(gap.key)}


def broken_in_words(broken: Broken) -> str:
    """Which rule is broken, for whom and by which words."""
    explanation = broken.problem.explanation(get_language() or "en")
    return pgettext("rule: “words” (audience)", "%(rule)s: “%(words)s” (%(audience)s)") % {
        "rule": explanation,
        "words": broken.words[:120],
        "audience": MacroAudience(broken.audience).label,
    }


def problems_of(proof: Proof) -> Sequence[tuple[str, str]]:
    """What speaks against an edition in words, the weightiest first, each with how grave it is ("late", "soon", "")."""
    stops = [("late", defect_in_words(defect)) for defect in proof.defects]
    stops += [("late", gap_in_words(gap)) for gap in proof.gaps]
    rules = sorted(proof.broken, key=lambda one: (not one.problem.stops, not one.problem.asks_a_lead))
    return [*stops, *((_tone(one), broken_in_words(one)) for one in rules)]


def _tone(broken: Broken) -> str:
    if broken.problem.stops:
        return "late"
    return "soon" if broken.problem.asks_a_lead else ""
