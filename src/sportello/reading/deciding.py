"""From probabilities to answers: which topics to act on, where the questions stand, which risks to show."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sportello.reading.artefact import Calibration, Limits
from sportello.reading.encoder import Matrix
from sportello.reading.features import Parts, Sentence
from sportello.reading.heads import Judged
from sportello.reading.judgements import Question, Risk, Topic
from sportello.reading.sentences import Span
from sportello.reading.vocabulary import OTHER, RISKS, TOPICS

_SHOWN = 120  # letters of the words that show a risk, when the sentence is longer


@dataclass(frozen=True, slots=True)
class Odds:
    """Calibrated probabilities of a message: topics, risks; of each word: wish topics, and that a wish begins."""

    topics: Matrix
    risks: Matrix
    wishes: Matrix
    begins: Matrix


def odds(judged: Judged, calibration: Calibration) -> Odds:
    """Probabilities of a judged message."""
    message = probability(
        judged.by_words * calibration.by_words + judged.by_letters * calibration.by_letters + calibration.bias
    )
    words = probability(judged.wishes)
    return Odds(message[: len(TOPICS)], message[len(TOPICS) :], words[:, : len(TOPICS)], words[:, len(TOPICS)])


def topics_of(topics: Matrix, limits: Limits) -> tuple[Topic, ...]:
    """The topics to act on, best first: always the likeliest, and all above the limit; `other` stands alone."""
    ranked = sorted(((float(chance), slug) for slug, chance in zip(TOPICS, topics, strict=True)), reverse=True)
    first, *rest = (Topic(slug, round(chance, 4)) for chance, slug in ranked)
    if first.slug == OTHER:
        return (first,)
    return (first, *(topic for topic in rest if topic.confidence >= limits.topic and topic.slug != OTHER))


def questions_of(body: str, parts: Parts, judged: Odds, limits: Limits) -> Iterator[Question]:
    """Each separate thing the buyer wants, in order of appearance: runs of clauses whose words speak for one topic."""
    at = 0
    for sentence in parts.sentences:
        rows = slice(at, at + len(sentence.words))
        at += len(sentence.words)
        if not sentence.is_subject:
            yield from _sentence_questions(body, sentence, judged, rows, limits)


def risks_of(parts: Parts, judged: Odds, strongest: list[int], body: str, limits: Limits) -> Iterator[Risk]:
    """Risks above the limit with the words that show them: the sentence in which the heads were loudest."""
    owners = [sentence for sentence in parts.sentences for _ in sentence.words]
    for place, slug in enumerate(RISKS):
        chance = float(judged.risks[place])
        if chance >= limits.risk:
            span = _shown(owners, strongest[place])
            yield Risk(slug, round(chance, 4), span.start, span.end, body[span.start : span.end])


def probability(log_odds: Matrix) -> Matrix:
    """The logistic function, safe for any size."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))), np.float32)


def _sentence_questions(body: str, sentence: Sentence, judged: Odds, rows: slice, limits: Limits) -> Iterator[Question]:
    run: Span | None = None
    topic, chance = "", 0.0
    for clause, voice, begins in _clauses(sentence, judged, rows):
        best = int(voice.argmax())
        if voice[best] < limits.wish:
            if run:
                yield _question(body, run, topic, chance)
            run = None
        elif run and TOPICS[best] == topic and begins < limits.begin:
            run, chance = Span(run.start, clause.end), max(chance, float(voice[best]))
        else:
            if run:
                yield _question(body, run, topic, chance)
            run, topic, chance = clause, TOPICS[best], float(voice[best])
    if run:
        yield _question(body, run, topic, chance)


def _clauses(sentence: Sentence, judged: Odds, rows: slice) -> Iterator[tuple[Span, Matrix, float]]:
    wishes, begins = judged.wishes[rows], judged.begins[rows]
    # What the message as a whole is about helps to name what a clause wants.
    prior = 0.25 + 0.75 * np.sqrt(judged.topics)
    for clause in sentence.clauses:
        inside = [at for at, word in enumerate(sentence.words) if word.start < clause.end and word.end > clause.start]
        if inside:
            yield clause, wishes[inside].mean(axis=0) * prior, float(begins[inside[0]])


def _question(body: str, run: Span, topic: str, chance: float) -> Question:
    end = run.end
    while end > run.start + 1 and body[end - 1] in ",;:-–(":
        end -= 1
        while end > run.start + 1 and body[end - 1].isspace():
            end -= 1
    return Question(run.start, end, body[run.start : end], topic, round(min(1.0, chance), 4))


def _shown(owners: list[Sentence], word: int) -> Span:
    if not 0 <= word < len(owners) or owners[word].is_subject:
        return Span(0, 0)
    sentence = owners[word]
    if sentence.span.end - sentence.span.start <= _SHOWN:
        return sentence.span
    first = sum(len(other.words) for other in _before(owners, sentence))
    centre = sentence.words[word - first]
    near = [part for part in sentence.words if abs(part.start - centre.start) <= _SHOWN // 2]
    return Span(near[0].start, near[-1].end)


def _before(owners: list[Sentence], sentence: Sentence) -> list[Sentence]:
    return list(dict.fromkeys(owners))[: list(dict.fromkeys(owners)).index(sentence)]
