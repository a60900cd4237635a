"""From probabilities to answers: which topics to act on, where the questions stand, which risks to show."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sportello.reading.artefact import Calibration, Limits
from sportello.reading.encoder import Matrix
from sportello.reading.features import Clause, Parts, Sentence
from sportello.reading.heads import SIGNS, Judged
from sportello.reading.judgements import Question, Risk, Topic
from sportello.reading.sentences import Span
from sportello.reading.vocabulary import OTHER, RISKS, TOPICS

_SHOWN = 120  # letters of the words that show a risk, when the sentence is longer
_FLOOR = 0.02
_BEGINS = SIGNS.index("begins")


@dataclass(frozen=True, slots=True)
class Odds:
    """Calibrated probabilities of a message: topics, risks, that its likeliest topic is right; and of each clause."""

    topics: Matrix
    risks: Matrix
    first: float
    wishes: Matrix
    begins: Matrix
    voices: Matrix


def odds(judged: Judged, calibration: Calibration) -> Odds:
    """Probabilities of a judged message."""
    wishes = wish_chances(judged, calibration.wish)
    message = (
        judged.by_words * calibration.by_words
        + judged.by_letters * calibration.by_letters
        + by_clauses(judged, wishes) * calibration.by_clauses
        + calibration.bias
    )
    chances = probability(message)
    first = lead(message[: len(TOPICS)]) @ calibration.first[:2] + calibration.first[2]
    return Odds(
        chances[: len(TOPICS)],
        chances[len(TOPICS) :],
        float(probability(np.asarray(first))),
        wishes,
        probability(judged.signs[:, _BEGINS]),
        judged.voices,
    )


def wish_chances(judged: Judged, factors: Matrix) -> Matrix:
    """How likely each clause is (part of) a wish."""
    return probability(judged.signs @ factors[:-1] + factors[-1])


def by_clauses(judged: Judged, wishes: Matrix) -> Matrix:
    """Log-odds that some clause is a wish of each topic; nothing of risks."""
    none = np.prod(1 - wishes[:, None] * np.exp(judged.voices), axis=0) if len(wishes) else np.ones(len(TOPICS))
    some = np.clip(1 - none, 0.001, 0.999)
    return np.concatenate([np.log(some / (1 - some)), np.zeros(len(RISKS))])


def lead(topics: Matrix) -> Matrix:
    """The log-odds of the likeliest topic, and how far it leads."""
    second, first = np.sort(topics)[-2:]
    return np.array([first, first - second], np.float32)


def topics_of(judged: Odds, limits: Limits) -> tuple[Topic, ...]:
    """The topics to act on, best first: always the likeliest, and all above the limit; `other` stands alone."""
    ranked = sorted(((float(chance), slug) for slug, chance in zip(TOPICS, judged.topics, strict=True)), reverse=True)
    first = Topic(ranked[0][1], round(judged.first, 4))
    if first.slug == OTHER:
        return (first,)
    rest = [Topic(slug, round(chance, 4)) for chance, slug in ranked[1:] if chance >= limits.topic and slug != OTHER]
    return (first, *rest)


def questions_of(body: str, parts: Parts, judged: Odds, limits: Limits) -> Iterator[Question]:
    """Each separate thing the buyer wants, in order of appearance: runs of clauses that are wishes of one topic."""
    run: Question | None = None
    before: Clause | None = None
    # What the message as a whole is about helps to name what a clause wants.
    prior = limits.prior * np.log(judged.topics + _FLOOR)
    for at, clause in enumerate(parts.clauses):
        if judged.wishes[at] < limits.wish:
            continue
        found = _question(body, clause, judged.voices[at] + prior, float(judged.wishes[at]))
        goes_on = before is not None and before.sentence == clause.sentence and before.last == clause.first
        if run and goes_on and judged.begins[at] < limits.begin and run.topic == found.topic:
            run = _trimmed(body, run.start, clause.span.end, run.topic, max(run.confidence, found.confidence))
        else:
            if run:
                yield run
            run = found
        before = clause
    if run:
        yield run


def risks_of(body: str, parts: Parts, judged: Odds, strongest: list[int], limits: Limits) -> Iterator[Risk]:
    """Risks above the limit with the words that show them: the sentence in which the heads were loudest."""
    for place, slug in enumerate(RISKS):
        chance = float(judged.risks[place])
        if chance >= limits.risk:
            span = _shown(parts.sentences, strongest[place])
            yield Risk(slug, round(chance, 4), span.start, span.end, body[span.start : span.end])


def probability(log_odds: Matrix) -> Matrix:
    """The logistic function, safe for any size."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))), np.float32)


def _question(body: str, clause: Clause, voice: Matrix, wish: float) -> Question:
    chances = np.exp(voice - voice.max())
    best = int(chances.argmax())
    sure = wish * float(chances[best] / chances.sum())
    return _trimmed(body, clause.span.start, clause.span.end, TOPICS[best], round(min(1.0, sure), 4))


def _trimmed(body: str, start: int, end: int, topic: str, chance: float) -> Question:
    while end > start + 1 and (body[end - 1] in ",;:-–(" or body[end - 1].isspace()):
        end -= 1
    return Question(start, end, body[start:end], topic, chance)


def _shown(sentences: tuple[Sentence, ...], word: int) -> Span:
    first = 0
    for sentence in sentences:
        if first <= word < first + len(sentence.words) and not sentence.is_subject:
            centre = sentence.words[word - first]
            near = [part for part in sentence.words if abs(part.start - centre.start) <= _SHOWN // 2]
            long = sentence.span.end - sentence.span.start > _SHOWN
            return Span(near[0].start, near[-1].end) if long else sentence.span
        first += len(sentence.words)
    return Span(0, 0)
