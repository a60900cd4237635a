"""What the rules say against a draft, in the words that the composer shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from sportello.compliance.judgements import Problem, Severity
from sportello.inbox import complying
from sportello.inbox.models import Approval, ApprovalState, Thread

LONGEST_QUOTE = 90


@dataclass(frozen=True, slots=True)
class Shown:
    """A problem as it is shown: the words it is about ("" for the whole text), and why they may not stand."""

    problem: Problem
    words: str
    explanation: str

    @property
    def state(self) -> str:
        """How loud it is: `late` stops, `soon` wants a lead, "" only says so."""
        return {Severity.BLOCKER: "late", Severity.NEEDS_APPROVAL: "soon"}.get(self.problem.severity, "")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text, and the problem that is marked there, if any."""

    text: str
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that the rules say of a draft; `approval` is what was asked for these very words, the newest."""

    thread: Thread
    shown: Sequence[Shown] = ()
    pieces: Sequence[Piece] = ()
    approval: Approval | None = None

    @property
    def stops(self) -> bool:
        """Whether a rule stops the text for everybody."""
        return any(each.problem.stops for each in self.shown)

    @property
    def is_approved(self) -> bool:
        """Whether a lead approved these very words."""
        return self.approval is not None and self.approval.state == ApprovalState.GRANTED

    @property
    def asks_a_lead(self) -> bool:
        """Whether the text may leave once a lead approved it, and none did yet."""
        asking = any(each.problem.asks_a_lead for each in self.shown)
        return asking and not self.stops and not self.is_approved

    @property
    def may_leave(self) -> bool:
        """Whether nothing stands in the way of sending."""
        return not self.stops and not self.asks_a_lead


def problems(*, thread: Thread, text: str) -> Verdict:
    """What the rules say against a text in this thread; its channel is loaded. Three queries at most."""
    found = complying.problems(thread=thread, text=text)
    shown = [_shown(each, text.strip()) for each in found]
    approval = _approval(thread, text) if any(each.asks_a_lead for each in found) else None
    return Verdict(thread, shown, pieces(text.strip(), shown), approval)


def pieces(text: str, shown: Sequence[Shown]) -> list[Piece]:
    """The text cut where problems begin and end; of overlapping ones the first is marked."""
    found: list[Piece] = []
    at = 0
    for each in sorted(shown, key=lambda one: (one.problem.start, -one.problem.end)):
        start, end = each.problem.start, each.problem.end
        if start < at or (start == 0 and end >= len(text)):
            continue
        found += [Piece(text[at:start]), Piece(text[start:end], each)]
        at = end
    found.append(Piece(text[at:]))
    return [piece for piece in found if piece.text]


def _shown(problem: Problem, text: str) -> Shown:
    is_whole = problem.start == 0 and problem.end >= len(text)
    words = "" if is_whole else text[problem.start : problem.end]
    words = f"{words[: LONGEST_QUOTE - 1]}…" if len(words) > LONGEST_QUOTE else words
    return Shown(problem, words, problem.explanation(get_language() or "en"))


def _approval(thread: Thread, text: str) -> Approval | None:
    asked = Approval.objects.filter(thread=thread, text_hash=complying.hash_of(text))
    asked = asked.exclude(state=ApprovalState.WITHDRAWN)
    granted = asked.granted().order_by("-id").first()
    return granted or asked.select_related("asked_by", "decided_by").order_by("-id").first()
