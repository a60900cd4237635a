"""Where a text means what a rule forbids: the head's word on every window, and the least that must be said. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sportello.compliance.checks.findings import Finding, at, everywhere
from sportello.compliance.judgements import Audience, Context
from sportello.compliance.meaning.concepts import names, spoken_of
from sportello.compliance.meaning.head import Rows, Stretch, concept_rows, load
from sportello.compliance.meaning.leaving import says_to_leave
from sportello.compliance.meaning.windows import Window, said_in, windows
from sportello.compliance.written import Written
from sportello.reading.language import language_of
from sportello.reading.vocabulary import LANGUAGES

SURE: Final = 0.99
"""From here on what is meant is as good as said."""

LIMITS: Final[Mapping[str, float]] = {
    "ask_to_cancel": 0.93,
    "auto_reply_wording": 0.96,
    "claim_pressure": 0.92,
    "diversion": 0.93,
    "offensive": 0.945,
    "opt_out_link": 0.7,
    "personal_data": 0.8,
    "promotion": 0.945,
    "review_incentive": 0.96,
    "review_positive": 0.87,
    "review_removal": 0.96,
    "review_steering": 0.78,
}
"""The least likelihood at which each is told; chosen on labelled texts that the head did not learn from."""

DECLINABLE: Final = frozenset({"diversion", "personal_data", "promotion"})
"""What people also speak of to say that they do not do it."""

DECLINED_LIMIT: Final = 0.997

EVEN_HANDED: Final = frozenset({"review_positive", "review_removal", "review_steering"})
"""What is not meant where any opinion is as welcome as another, or left to the buyer."""

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "ask_to_cancel": ("cancel",),
    "claim_pressure": ("claim",),
    "offensive": ("insult",),
    "opt_out_link": ("opt_out",),
    "personal_data": ("data", "give_us"),
    "review_incentive": ("review", "reward"),
    "review_positive": ("review",),
    "review_removal": ("review",),
    "review_steering": ("review",),
}
"""What must be spoken of for a label to hold, unless the head is as good as sure without it."""

FEWEST_WORDS_ALONE: Final = 4
"""A sentence of fewer words says too little to be judged without its neighbours."""


def meant(slug: str, written: Written) -> list[tuple[Window, float]]:
    """The windows in which a text means what a slug names, surest first, none overlapping a surer one."""
    judged = _judged(written.text)
    if slug not in judged.labels:
        return []
    column = judged.chances[:, judged.labels.index(slug)]
    limit = LIMITS[slug]
    found: list[tuple[Window, float]] = []
    for place in np.argsort(-column, kind="stable"):
        window, chance = judged.windows[place], float(column[place])
        if chance < limit:
            break
        if chance < DECLINED_LIMIT and _is_taken_back(slug, judged, int(place)):
            continue
        if not any(other.first <= window.last and window.first <= other.last for other, _chance in found):
            found.append((window, chance))
    return found


def _is_taken_back(slug: str, judged: "Judged", place: int) -> bool:
    """Whether a window says no to what it speaks of, or leaves it to the buyer."""
    return bool((slug in DECLINABLE and judged.declined[place]) or (slug in EVEN_HANDED and judged.even_handed[place]))


def meaning_of(slug: str) -> "_Meaning":
    """The check for a slug that the head knows."""
    return _Meaning(slug)


class _Meaning:
    def __init__(self, slug: str) -> None:
        self.slug = slug

    def __call__(self, written: Written, context: Context, _audience: Audience) -> Sequence[Finding]:
        found = meant(self.slug, written)
        if self.slug == "personal_data" and context.audience is Audience.SHOP:
            found = [one for one in found if _is_more_than_bank(written, one[0])]
        return [at(written, each.start, each.end, is_certain=chance >= SURE) for each, chance in found]


_BANK: Final = re.compile(
    r"\biban\b|bank\w*|konto\w*|\brib\b|\bconto\b|coordinate|coordonnées|\bcuenta\b"
    r"|sort code|account (?:number|holder)",
    re.IGNORECASE,
)


def _is_more_than_bank(written: Written, window: Window) -> bool:
    """Whether a window asks for more than where to send money, which one's own shop may ask."""
    said = _BANK.sub(" ", written.plain[window.start : window.end])
    language = _judged(written.text).language
    return bool(spoken_of([said], language)[0, names().index("data")])


@dataclass(frozen=True, slots=True)
class Judged:
    """All windows of a text with what the head says of each; `declined` are those that say no to something,
    `even_handed` those to which any opinion is as welcome as another."""

    labels: tuple[str, ...]
    windows: Sequence[Window]
    chances: Rows
    declined: Sequence[bool]
    even_handed: Sequence[bool]
    language: str


@lru_cache(maxsize=32)
def _judged(text: str) -> Judged:
    written = Written(text)
    language = language_of(written.plain).code
    language = language if language in LANGUAGES else "en"
    said = said_in(written)
    every = windows(written, said)
    stretches = [Stretch(tuple(s for s in said[each.first : each.last + 1] if s), language) for each in every]
    head = load()
    chances = head.judge(stretches)
    if len(said) > 1:
        chances *= np.array([[len(each.text.split()) >= FEWEST_WORDS_ALONE] for each in stretches])
    if not stretches:
        return Judged(head.labels, every, chances, (), (), language)
    concepts = concept_rows(stretches)[:, : len(names())] > 0
    for slug, needed in NEEDED.items():
        columns = [names().index(each) for each in needed]
        column = head.labels.index(slug)
        chances[:, column] *= concepts[:, columns].all(axis=1) | (chances[:, column] >= SURE)
    declined = _beside(every, concepts[:, names().index("refuse")])
    even_handed = _beside(every, concepts[:, names().index("regardless")])
    return Judged(head.labels, every, chances, declined, even_handed, language)


def _beside(every: Sequence[Window], says: NDArray[np.bool_]) -> list[bool]:
    """Which windows hold a sentence that says it, or stand beside one."""
    saying = {window.first for window, it in zip(every, says, strict=True) if it and window.first == window.last}
    return [any(at in saying for at in range(window.first - 1, window.last + 2)) for window in every]


FILLER: Final = "filler"
FILLS, CARRIES = 0.25, 0.0015
"""One sentence at least so likely to be filler fills; any that is less likely than the other carries something."""

_FEWEST_WORDS: Final = 5


def needless_message(written: Written, _context: Context, _audience: Audience) -> Sequence[Finding]:
    """The whole text, when every sentence only thanks, confirms or offers help: nothing is asked and nothing told."""
    judged = _judged(written.text)
    column, opt_out = judged.labels.index(FILLER), judged.labels.index("opt_out_link")
    fills = False
    for window, row in zip(judged.windows, judged.chances, strict=True):
        said = written.plain[window.start : window.end]
        if window.first != window.last or row[opt_out] >= LIMITS["opt_out_link"] or says_to_leave(said):
            continue
        if row[column] < CARRIES and len(said.split()) >= _FEWEST_WORDS:
            return []
        if "?" in said or spoken_of([said], judged.language)[0, names().index("review")]:
            return []  # A question, or a request for a review, is a reason to write.
        fills = fills or row[column] >= FILLS
    return [everywhere(written)] if fills else []
