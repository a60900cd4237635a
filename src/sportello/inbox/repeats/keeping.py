"""Traces of messages kept beside them, so that each is compared many times and encoded once."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from sportello.inbox.models import Message, MessageReading, MessageTrace

from .artefact import Model
from .cases import Trace
from .tracing import MOST_LETTERS, Axes, Text, trace_many
from .words import rarity, stems

_HALF: Final = np.float16
_HEAD: Final = 4


def traces_of(messages: Sequence[Message], model: Model) -> dict[int, Trace]:
    """The traces of messages by their ids, with what reading says of buyers' ones. Missing ones are made and kept."""
    ids = [message.pk for message in messages]
    rows = MessageTrace.objects.filter(message__in=ids, model=model.version)
    stored = {pk: bytes(data) for pk, data in rows.values_list("message_id", "data")}
    missing = [message for message in messages if message.pk not in stored]
    made = trace_many([Text(message.text) for message in missing], model.axes) if missing else []
    _keep(missing, made, model)
    read = {row.message_id: row for row in MessageReading.objects.filter(message__in=ids).exclude(version="")}
    found = {message.pk: trace for message, trace in zip(missing, made, strict=True)}
    for message in messages:
        bare = found.get(message.pk) or unpacked(stored[message.pk], message.text, model.axes)
        found[message.pk] = _with_reading(bare, read.get(message.pk))
    return found


def packed(trace: Trace) -> bytes:
    """The arrays of a trace as bytes: two counts, then sentences, words and weights at half precision."""
    head = np.array([len(trace.sentences), len(trace.words)], np.uint16)
    arrays = (trace.sentences, trace.words, trace.weights)
    return head.tobytes() + b"".join(np.asarray(rows, _HALF).tobytes() for rows in arrays)


def unpacked(data: bytes, text: str, axes: Axes) -> Trace:
    """The trace of a text from its bytes, without topics and risks."""
    sentences, words = (int(count) for count in np.frombuffer(data[:_HEAD], np.uint16))
    wide, narrow = axes.sentences.shape[1], axes.words.shape[1]
    values = np.frombuffer(data[_HEAD:], _HALF).astype(np.float32)
    first, second = sentences * wide, sentences * wide + words * narrow
    return Trace(
        text=text[:MOST_LETTERS],
        sentences=values[:first].reshape(sentences, wide),
        words=values[first:second].reshape(words, narrow),
        weights=values[second:],
        stems={stem: rarity(stem, axes.counts) for stem in stems(text[:MOST_LETTERS])},
        topics={},
        risks={},
    )


def _keep(messages: Sequence[Message], traces: Sequence[Trace], model: Model) -> None:
    rows = [
        MessageTrace(message=message, model=model.version, data=packed(trace))
        for message, trace in zip(messages, traces, strict=True)
    ]
    MessageTrace.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["message"], update_fields=["model", "data"]
    )


def _with_reading(trace: Trace, row: MessageReading | None) -> Trace:
    if row is None:
        return trace
    return Trace(
        text=trace.text,
        sentences=trace.sentences,
        words=trace.words,
        weights=trace.weights,
        stems=trace.stems,
        topics=_chances(row.topics),
        risks=_chances(row.risks),
    )


def _chances(found: Sequence[Mapping[str, object]]) -> dict[str, float]:
    return {str(one["slug"]): float(str(one["confidence"])) for one in found}
