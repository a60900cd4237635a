"""What the words of a mail weigh against the belief that a person wrote it."""

from .scorer import Scorer

_SILENT = 6
_TELLING = 14
"""Up to `_SILENT` words say nothing about who wrote them, from `_TELLING` words on they are believed in full."""

_MOST_FOR_A_PERSON = 4.0
"""However like a buyer's the words are: help desks, forms and newsletters quote buyers or speak like them."""


def weighed(scorer: Scorer, subject: str, body: str) -> tuple[str, float]:
    """The machine's kind that the words speak for most ("auto_reply" or "bulk"), and how much (natural-log odds).

    Evidence for a machine grows with the length of the text; evidence for a person does not need length.
    """
    answer, bulk = odds(scorer, subject, body)
    return ("auto_reply", answer) if answer >= bulk else ("bulk", bulk)


def odds(scorer: Scorer, subject: str, body: str) -> tuple[float, float]:
    """The natural-log odds of an automatic answer, and of bulk mail, against a person's."""
    scores = scorer.scores(subject, body)
    words = len(body.split())
    trust = min(1.0, max(0.0, (words - _SILENT) / (_TELLING - _SILENT)))
    answer, bulk = scores["auto_reply"] - scores["buyer"], scores["bulk"] - scores["buyer"]
    return _trusted(answer, trust), _trusted(bulk, trust)


def _trusted(weight: float, trust: float) -> float:
    return weight * trust if weight > 0 else max(weight, -_MOST_FOR_A_PERSON)
