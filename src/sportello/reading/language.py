"""In which language a message is written."""

import re
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, Final

from sportello.reading.judgements import Language
from sportello.reading.vocabulary import LANGUAGES, UNDETERMINED

LETTERS_READ: Final = 4_000
_ENOUGH_LETTERS: Final = 25
_FOREIGN_LEAD: Final = 0.12
_PUNCTUATION: Final = re.compile(r"[^\w\s'’]+")
_NO_WORD: Final = re.compile(r"[\d@]|://")
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ]")
_lock = threading.Lock()


def language_of(text: str, *, subject: str = "", languages: Sequence[str] = LANGUAGES) -> Language:
    """The language of a message among `languages`, or `und` when it has no words or is plainly in another one.

    Numbers, addresses and links are left out; the subject helps only a body of few words. Never raises.
    """
    words = _words(text[:LETTERS_READ])
    letters = sum(char.isalpha() for char in words)
    if letters < _ENOUGH_LETTERS and subject:
        words = f"{words} {_words(subject[:200])}"
        letters = sum(char.isalpha() for char in words)
    if letters < 2 or len(_LATIN.findall(words)) * 2 < letters:
        return Language(UNDETERMINED, 0.0)
    return _best(_scores(" ".join(words.split())), languages, letters)


def _words(text: str) -> str:
    plain = " ".join(part for part in text.split() if not _NO_WORD.search(part))
    return _PUNCTUATION.sub(" ", plain).strip()


def _best(scores: Mapping[str, float], languages: Sequence[str], letters: int) -> Language:
    known = sorted(((scores.get(code, 0.0), code) for code in languages), reverse=True)
    if not known or known[0][0] <= 0:
        return Language(UNDETERMINED, 0.0)
    (score, code), second = known[0], known[1][0] if len(known) > 1 else 0.0
    if letters >= _ENOUGH_LETTERS and max(scores.values()) - score > _FOREIGN_LEAD * max(scores.values()):
        return Language(UNDETERMINED, 0.0)
    return Language(code, round(min(1.0, 0.5 + (score - second) / (score + second)), 3))


def _scores(words: str) -> Mapping[str, float]:
    detector, is_compiled = _detector()
    if not is_compiled:
        return dict(detector.rank(words))
    result = detector.detect_details(words)
    return dict(result.scores)


@cache
def _detector() -> tuple[Any, bool]:
    # The compiled detector has no wheel for every machine; the other one is pure Python.
    with _lock:
        if find_spec("eldc") is None:
            from py3langid.langid import MODEL_FILE, LanguageIdentifier

            identifier: Any = LanguageIdentifier
            return identifier.from_model_file(MODEL_FILE, norm_probs=True), False
        import eldc

        eldc.init()
        eldc.set_scores(20)
        return eldc, True
