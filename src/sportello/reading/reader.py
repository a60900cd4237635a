"""Reading a message: language, topics, questions, numbers, risks; no Django, no database, no clock."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sportello.reading.artefact import Model, load
from sportello.reading.deciding import Odds, odds, questions_of, risks_of, topics_of
from sportello.reading.encoder import UNIVERSAL, Encoder
from sportello.reading.features import Features, Parts, Wide, encoded, features, parts
from sportello.reading.heads import Judged, judge
from sportello.reading.judgements import Question, Reading, Risk, Topic
from sportello.reading.language import language_of
from sportello.reading.numbers import numbers_of
from sportello.reading.vocabulary import LANGUAGES, OTHER, TOPICS


class Unread(NamedTuple):
    """A message to read: the visible reply as plain text, its subject, the kind of its channel (may be empty)."""

    text: str
    subject: str = ""
    channel: str = ""


def read(
    text: str,
    *,
    subject: str = "",
    channel: str = "",
    languages: Sequence[str] = LANGUAGES,
    encoder: Encoder = UNIVERSAL,
    model: Model | None = None,
) -> Reading:
    """What a message says, in a few milliseconds; see Reading.

    Quoted mail in `text` holds no questions. `languages` are those that the shop expects. Any text is answered,
    never with an exception and in bounded time: what is longer than five screens is read as far as that.
    """
    return read_many([Unread(text, subject, channel)], languages=languages, encoder=encoder, model=model)[0]


def read_many(
    messages: Iterable[Unread],
    *,
    languages: Sequence[str] = LANGUAGES,
    encoder: Encoder = UNIVERSAL,
    model: Model | None = None,
) -> list[Reading]:
    """Readings of many messages, in their order; cheaper than one by one: their sentences are encoded together."""
    known = model or load()
    unread = list(messages)
    cut = [parts(message.text, message.subject) for message in unread]
    judged = judge(known.heads, [_features(*pair, known) for pair in zip(cut, encoded(cut, encoder), strict=True)])
    return [
        _reading(message, pieces, each, known, languages)
        for message, pieces, each in zip(unread, cut, judged, strict=True)
    ]


def _features(message: Parts, wide: Wide, model: Model) -> Features:
    return features(message, wide, model.heads.words, model.heads.sentences)


def _reading(message: Unread, pieces: Parts, judged: Judged, model: Model, languages: Sequence[str]) -> Reading:
    chances = odds(judged, pieces.clauses, model.calibration)
    topics = topics_of(chances, model.limits)
    questions = tuple(questions_of(message.text, pieces, chances, model.limits))
    risks = _risks(message.text, pieces, judged, chances, model)
    return Reading(
        language=language_of(_own(message.text, pieces), subject=message.subject, languages=languages),
        topics=topics,
        questions=questions,
        numbers=numbers_of(message.text, subject=message.subject),
        risks=risks,
        complexity="low" if _is_simple(topics, questions, risks) else "high",
        sure=topics[0].confidence >= model.limits.sure,
        version=model.version,
    )


def _risks(text: str, pieces: Parts, judged: Judged, chances: Odds, model: Model) -> tuple[Risk, ...]:
    if not pieces.sentences:
        return ()
    strongest = [int(word) for word in judged.strongest[len(TOPICS) :]]
    return tuple(risks_of(text, pieces, chances, strongest, model.limits))


def _own(text: str, pieces: Parts) -> str:
    spans = [sentence.span for sentence in pieces.sentences if not sentence.is_subject]
    return " ".join(text[start:end] for start, end in spans)


def _is_simple(topics: tuple[Topic, ...], questions: tuple[Question, ...], risks: tuple[Risk, ...]) -> bool:
    return len(topics) == 1 and topics[0].slug != OTHER and len(questions) == 1 and not risks
