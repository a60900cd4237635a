"""Reading a message: pure functions on text."""

from sportello.reading.encoder import UNIVERSAL, Encoder, embed
from sportello.reading.judgements import Language, Number, Question, Reading, Risk, Topic
from sportello.reading.reader import Unread, read, read_many

__all__ = [
    "UNIVERSAL",
    "Encoder",
    "Language",
    "Number",
    "Question",
    "Reading",
    "Risk",
    "Topic",
    "Unread",
    "embed",
    "read",
    "read_many",
]
