"""From probabilities to answers: which topics to act on, where the questions stand, which risks to show."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sportello.reading.artefact import Calibration, Limits
from sportello.reading.dividing import divided
from sportello.reading.encoder import Matrix
from sportello.reading.features import Parts, Sentence
from sportello.reading.heads import Judged
from sportello.reading.judgements import Question, Risk, Topic
from sportello.reading.network import BEGINS, INSIDE
from sportello.reading.sentences import Span
from sportello.reading.vocabulary import OTHER, RISKS, TOPICS

_SHOWN = 120  # letters of the words that show a risk, when the sentence is longer
_FLOOR = 0.02


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
    wishes = probability(signs(judged) @ calibration.wish[:-1] + calibration.wish[-1])
    voices = compared(heard(judged) @ calibration.voices + calibration.voice_bias)
    factors = calibration.message
    message = (by_message(judged, wishes, voices) * factors[:, :3]).sum(axis=1) + factors[:, 3]
    chances = probability(message)
    first = lead(message[: len(TOPICS)]) @ calibration.first[:2] + calibration.first[2]
    return Odds(
        chances[: len(TOPICS)],
        chances[len(TOPICS) :],
        float(probability(np.asarray(first))),
        wishes,
        probability(judged.clauses[:, BEGINS]),
        voices,
    )


def signs(judged: Judged) -> Matrix:
    """What is known of each clause before it is decided whether it is a wish."""
    return np.hstack([judged.clauses[:, INSIDE:], judged.spelt[:, INSIDE:], judged.looks])


def heard(judged: Judged) -> Matrix:
    """What each head says of the topic of each clause, if it is a wish: clause by topic by head."""
    count = len(judged.clauses)
    message = [np.log(probability(each[: len(TOPICS)]) + _FLOOR) for each in (judged.by_network, judged.by_letters)]
    clause = compared(judged.clauses[:, :INSIDE]), compared(np.log(probability(judged.spelt[:, :INSIDE]) + 1e-6))
    return np.stack([*clause, *(np.repeat(each[None], count, axis=0) for each in message)], axis=2)


def by_message(judged: Judged, wishes: Matrix, voices: Matrix) -> Matrix:
    """Log-odds of each label by networks, by letters, and that some clause is a wish of the topic: a row a label."""
    none = np.prod(1 - wishes[:, None] * np.exp(voices), axis=0)
    some = np.clip(1 - none, 0.001, 0.999)
    clauses = np.concatenate([np.log(some / (1 - some)), np.zeros(len(RISKS))])
    return np.stack([judged.by_network, judged.by_letters, clauses], axis=1)


def compared(rows: Matrix) -> Matrix:
    """Log-probabilities of things that exclude each other, row by row."""
    shifted = rows - rows.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), np.float32)


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
    if not parts.clauses:
        return
    # What the message as a whole is about helps to name what a clause wants.
    voices = compared(judged.voices + limits.prior * np.log(judged.topics + _FLOOR))
    runs = divided(
        parts.clauses,
        judged.wishes,
        judged.begins,
        voices,
        eager=limits.eager,
        apart=limits.apart,
        agree=limits.agree,
    )
    for first, last in runs:
        chances = np.exp(compared(voices[first:last].sum(axis=0)[None])[0])
        best = int(chances.argmax())
        sure = float(judged.wishes[first:last].max()) * float(chances[best])
        start, end = parts.clauses[first].span.start, parts.clauses[last - 1].span.end
        yield _trimmed(body, start, end, TOPICS[best], round(min(1.0, sure), 4))


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
