"""Which words of a message ask, which question gives an article its title, and which answers were good. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sportello.knowledge.texts import TITLE_MOST
from sportello.reading.vocabulary import OTHER

from . import shapes
from .cleaning import is_open

SHORT_TITLE: Final = 90
"""Letters of a title that stands on one line."""
SHORTEST_ANSWER: Final = 60
"""Letters below which an answer ("it is on its way") is no article."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_FIRST = re.compile(r"[^.?!…]+[?!…]*")
_LEAD = re.compile(
    r"^(?:\d{1,2}[.)]\s+)?(?:(?:hi|hello|hey|dear \w+|good (?:morning|evening)|ciao|salve|buon ?giorno|buona ?sera"
    r"|hallo|guten (?:tag|morgen)|bonjour|hola|buenos días|buenas tardes)\b[\s,.!:–-]*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message asks first of all: the topic, and the places of the words that ask."""

    topic: str
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def start(self) -> int:
        """Where the first of the words stands; 0 without any."""
        return self.spans[0][0] if self.spans else 0

    @property
    def end(self) -> int:
        """Where the first of the words ends; 0 without any."""
        return self.spans[0][1] if self.spans else 0


def asked_in(
    topics: Iterable[Mapping[str, Any]], questions: Iterable[Mapping[str, Any]], counting: Sequence[str]
) -> Asked:
    """What a message asks first of all, by its reading: of the topics that count the surest one, which an article could
    answer, with its questions. Where none counts, because reading was not sure, its best guess does; a message of which
    it knows nothing is about something else."""
    sure = {topic["slug"]: float(topic["confidence"]) for topic in topics}
    topic = max(counting or list(sure), key=lambda slug: (slug != OTHER, sure.get(slug, 1.0)), default=OTHER)
    spans = [(int(one["start"]), int(one["end"])) for one in questions if one["topic"] == topic]
    return Asked(topic, tuple(sorted(span for span in spans if span[1] > span[0])))


def words_that_ask(text: str, asked: Asked) -> str:
    """The words of a message that ask; where reading found no question, all but its greeting and closing."""
    said = " ".join(text[start:end] for start, end in asked.spans)
    return said or shapes.CLOSING.sub("", shapes.GREETING.sub("", text, count=1)).strip() or text.strip()


def title_of(questions: Sequence[str]) -> str:
    """Of questions that ask the same (cleaned, the most typical first) the one that says best what all ask, as a title.

    That is the one whose words most of the others have too; one with something taken out only where all have. "" when
    there is none with words.
    """
    tidy = [_tidied(question) for question in questions]
    spread = Counter(word for question in tidy for word in _words(question))
    fit = [question for question in tidy if len(_words(question)) >= 2 and len(question) <= TITLE_MOST]
    whole = [question for question in fit if not is_open(question)] or fit
    whole = [question for question in whole if len(question) <= SHORT_TITLE] or whole
    best = max(whole, key=lambda question: _common(question, spread), default="")
    return best[:1].upper() + best[1:]


def _tidied(question: str) -> str:
    """The first sentence of a question without greeting and number, or all of it where that is hardly a word."""
    plain = _LEAD.sub("", " ".join(question.split())).strip(" ,;:-–")
    first = _FIRST.match(plain)
    return first[0].strip() if first and len(_words(first[0])) >= 3 else plain


def _common(question: str, spread: Mapping[str, int]) -> float:
    words = _words(question)
    return sum(spread[word] for word in words) / (len(words) + 3)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """An answer that was sent to a ticket of a gap, and how it went. `nearness` is that of the ticket's question."""

    message: int
    text: str
    nearness: float
    wrote_again: bool
    is_settled: bool
    left_open: int
    missing: int


def best_answers(answers: Iterable[PastAnswer], *, most: int = 3) -> list[PastAnswer]:
    """The answers that resolved their ticket, the best first, none saying what another says.

    Left out are those after which the buyer wrote again, those of which that is not known yet, and very short ones. The
    review goes first (open questions, missing data), then how many others said the same words with success, then how
    typical the question was.
    """
    good = [
        one for one in answers if one.is_settled and not one.wrote_again and len(one.text.strip()) >= SHORTEST_ANSWER
    ]
    said = Counter(said_key(one.text) for one in good)
    ordered = sorted(good, key=lambda one: (one.left_open + one.missing, -said[said_key(one.text)], -one.nearness))
    found: dict[frozenset[str], PastAnswer] = {}
    for one in ordered:
        found.setdefault(said_key(one.text), one)
    return list(found.values())[:most]


def said_key(text: str) -> frozenset[str]:
    """The longest words of a text without its numbers: who says the same uses the same; names are few."""
    return frozenset(sorted(_words(text), key=lambda word: (-len(word), word))[:12])
