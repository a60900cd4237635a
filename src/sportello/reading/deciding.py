"""From probabilities to answers: which topics to act on, where the questions stand, which risks to show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sportello.reading.artefact import Calibration, Limits
from sportello.reading.encoder import Matrix
from sportello.reading.features import Clause, Parts, Sentence
from sportello.reading.heads import Judged
from sportello.reading.judgements import Question, Risk, Topic
from sportello.reading.network import BEGINS, INSIDE
from sportello.reading.runs import Runs, Said, chosen, runs_of
from sportello.reading.sentences import Span
from sportello.reading.vocabulary import OTHER, RISKS, TOPICS

_SHOWN = 120  # letters of the words that show a risk, when the sentence is longer
_FLOOR = 0.02
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Odds:
    """Calibrated probabilities of a message: topics, risks, that its likeliest topic is right; and of each clause."""

    topics: Matrix
    risks: Matrix
    first: float
    wishes: Matrix
    voices: Matrix
    runs: Runs
    taken: Matrix
    """Of each run of clauses: that it is one wish."""


def odds(judged: Judged, clauses: Sequence[Clause], calibration: Calibration) -> Odds:
    """Probabilities of a judged message, cut into these clauses."""
    said = said_of(judged, calibration)
    wishes = probability(said.wishes)
    factors = calibration.message
    message = (by_message(judged, wishes, said.voices) * factors[:, :3]).sum(axis=1) + factors[:, 3]
    chances = probability(message)
    first = lead(message[: len(TOPICS)]) @ calibration.first[:2] + calibration.first[2]
    runs = runs_of(clauses, said)
    return Odds(
        chances[: len(TOPICS)],
        chances[len(TOPICS) :],
        float(probability(np.asarray(first))),
        wishes,
        said.voices,
        runs,
        probability(of_runs(runs.signs, calibration)),
    )


def said_of(judged: Judged, calibration: Calibration) -> Said:
    """What the heads together say of each clause."""
    wishes = signs(judged) @ calibration.wish[:-1] + calibration.wish[-1]
    voices = compared(heard(judged) @ calibration.voices + calibration.voice_bias)
    return Said(wishes, judged.clauses[:, BEGINS], voices)


def of_runs(rows: Matrix, calibration: Calibration) -> Matrix:
    """The log-odds that each run is one wish, from its signs."""
    hidden = np.maximum(rows @ calibration.run_hidden[:-1] + calibration.run_hidden[-1], 0)
    return np.asarray(hidden @ calibration.run_out[:-1] + calibration.run_out[-1], np.float32)


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
    """Each separate thing the buyer wants, in order of appearance: runs of clauses that are one wish each."""
    runs = judged.runs
    if not len(runs.first):
        return
    topics = _topics_of_runs(judged, limits)
    worth = judged.taken * topics.max(axis=1) ** limits.sure_topic
    for at in chosen(runs, worth, limits.wish):
        best = int(topics[at].argmax())
        sure = float(judged.taken[at]) * float(topics[at, best])
        start, end = parts.clauses[runs.first[at]].span.start, parts.clauses[runs.last[at] - 1].span.end
        yield _trimmed(body, start, end, TOPICS[best], round(min(1.0, sure), 4))


def _topics_of_runs(judged: Odds, limits: Limits) -> Matrix:
    runs, other = judged.runs, TOPICS.index(OTHER)
    # What the message as a whole is about helps to name what a clause wants; `other` is all of a message or nothing.
    voices = compared(judged.voices + limits.prior * np.log(judged.topics + _FLOOR))
    spoken = np.vstack([np.zeros((1, len(TOPICS)), np.float32), np.cumsum(voices, axis=0, dtype=np.float32)])
    said = spoken[runs.last] - spoken[runs.first]
    said[:, np.arange(len(TOPICS)) != other if judged.topics.argmax() == other else other] = _NEVER
    return np.exp(compared(said))


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
