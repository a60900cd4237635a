"""Mail that no person wrote for us: automatic answers and bulk mail, judged by adding up what headers and
words tell for a machine and what speaks for a person."""

from dataclasses import dataclass

from sportello.channels.inbound import MailKind

from .body import visible_parts
from .kinds.scorer import load
from .kinds.weighing import odds
from .letter import Letter
from .machines import Evidence, machine_traces
from .persons import person_traces


@dataclass(frozen=True, slots=True)
class Automatic:
    """A judgement that a machine sent the mail: `kind` is AUTO_REPLY or BULK, `reasons` are for people to read.

    `weight` is how much stronger the evidence is than that for a person, in natural-log odds.
    """

    kind: MailKind
    reasons: tuple[str, ...]
    weight: float


def automatic(letter: Letter, *, visible_text: str | None = None) -> Automatic | None:
    """Whether a machine sent this mail of no marketplace, and why; None when a person may have.

    Headers follow RFC 3834 and the habits of mail servers, help desks and senders of newsletters; words are weighed by
    the scorer "people". The bar is the scorer's margin, which hardly one unseen buyer in two thousand reaches: in doubt
    a buyer wrote. A header that only asks for no automatic answers proves nothing by itself. `visible_text` spares
    finding the visible reply again. X-AMAZON-MAIL-RELAY-TYPE is not looked at.
    """
    text = visible_parts(letter).reply if visible_text is None else visible_text
    scorer = load("people")
    traces, person = machine_traces(letter), person_traces(letter, text)
    answer, bulk = odds(scorer, letter.subject, text)
    reasons = (*traces.reasons, *_words(answer, bulk))
    return _judged(
        Evidence(answer + traces.answer - person.answer, bulk + traces.bulk - person.bulk, reasons), scorer.margin
    )


def _words(answer: float, bulk: float) -> tuple[str, ...]:
    if max(answer, bulk) <= 0:
        return ()
    return ("words of an automatic answer" if answer >= bulk else "words of bulk mail",)


def _judged(found: Evidence, margin: float) -> Automatic | None:
    kind = MailKind.AUTO_REPLY if found.answer >= found.bulk else MailKind.BULK
    weight = max(found.answer, found.bulk)
    return Automatic(kind, found.reasons, round(weight, 2)) if weight >= margin else None
