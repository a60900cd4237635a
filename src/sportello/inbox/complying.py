"""Whether words may leave by a thread: the marketplace's rules, and what a lead approved."""

import hashlib
from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sportello.compliance.lint import Audience, Context, Kind, Problem, Severity, lint
from sportello.compliance.naming import lint_name

from .audiences import audience_of
from .models import Approval, Direction, Message, Thread
from .refusing import CannotSend


class RulesBroken(CannotSend):
    """Words break rules that nobody may waive; `problems` say where and which."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(dict.fromkeys(each.explanation(get_language() or "en") for each in problems)))
        self.problems = problems


class NeedsApproval(RulesBroken):
    """Words may break rules: a lead has to approve them before they leave."""


def context_of(thread: Thread, kind: Kind = Kind.REPLY) -> Context:
    """What the rules have to know of a thread: whose buyers read it, in which language, on which order. One query."""
    heard = Message.objects.filter(thread=thread, direction=Direction.IN).exclude(language__in=["", "und"])
    spoken = heard.order_by("-id").values_list("language", flat=True).first()
    language = spoken or thread.channel.language
    return Context(Audience(audience_of(thread)), kind, language, thread.order_id)


def problems(*, thread: Thread, text: str, kind: Kind = Kind.REPLY) -> list[Problem]:
    """What the rules say against a text in this thread, by place; the thread's channel is loaded."""
    return lint(text.strip(), context_of(thread, kind))


def must_comply(*, thread: Thread, text: str, kind: Kind = Kind.REPLY, names: Sequence[str] = ()) -> None:
    """Raise what speaks against sending: `RulesBroken` for a rule that stops everybody, `NeedsApproval` for one that a
    lead may waive and none did for these very words, `CannotSend` for one of the files' `names`. Warnings pass."""
    context = context_of(thread, kind)
    must_be_named_well(names, context)
    found = lint(text.strip(), context)
    stopping = [each for each in found if each.severity is Severity.BLOCKER]
    if stopping:
        raise RulesBroken(stopping)
    asking = [each for each in found if each.severity is Severity.NEEDS_APPROVAL]
    if asking and not is_approved(thread=thread, text=text):
        raise NeedsApproval(asking)


def must_be_named_well(names: Sequence[str], context: Context) -> None:
    """Raise `CannotSend` for the first file whose name breaks a rule: the buyer reads it as they read the text, and a
    file can be renamed, so no lead is asked."""
    for name in names:
        for found in lint_name(name, context):
            if found.severity is not Severity.WARNING:
                words = {"name": name, "why": found.explanation(get_language() or "en")}
                raise CannotSend(_("Give the file %(name)s another name: %(why)s") % words)


def is_approved(*, thread: Thread, text: str) -> bool:
    """Whether a lead approved these very words for this thread."""
    return Approval.objects.granted().filter(thread=thread, text_hash=hash_of(text)).exists()


def hash_of(text: str) -> str:
    """What tells words from others: SHA-256 (FIPS 180-4) of the text as it would be sent, without white space at its
    ends and with line feeds as line ends."""
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()
