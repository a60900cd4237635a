"""The texts that the scorers learn from: mails of this folder's corpus, and messages that buyers write."""

import hashlib
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

CORPUS = Path(__file__).parent / "corpus"
BUYERS = Path(__file__).parents[3] / "reading" / "corpus"

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\s])")
_ENTRY = re.compile(r"^=== ", re.MULTILINE)
_MARK = re.compile(r"\{\{([a-z_]{1,40}):(.*?)\}\}", re.DOTALL)
_SAYS_NOTHING = {"other"}


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled mail. `source` names the file and, after a colon, the place in it."""

    label: str
    language: str
    subject: str
    body: str
    source: str = ""


def read_corpus(name: str, folder: Path = CORPUS) -> list[Example]:
    """The mails of `people.<language>[.<part>].txt` (label | subject | body) or of `notices.txt` and its parts
    (label | language | subject | body)."""
    found: list[Example] = []
    for path in sorted(folder.glob(f"{name}*.txt")):
        language = path.name.split(".")[1] if name == "people" else ""
        for at, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            if line.strip():
                label, *rest = (part.strip() for part in line.split("|", 3 if not language else 2))
                found.append(Example(label, language or rest[0], rest[-2], rest[-1], f"{path.name}:{at}"))
    return found


def read_buyers(folder: Path = BUYERS) -> list[Example]:
    """The messages about an order or a product in the corpus of `reading`, without their marks.

    Messages whose only topic is "other" are left out: offers and advertisements are among them.
    """
    found: list[Example] = []
    for path in sorted(folder.glob("*/*.txt")):
        for at, entry in enumerate(_ENTRY.split(path.read_text(encoding="utf-8"))[1:]):
            head, _, body = entry.partition("\n")
            _, subject, topics, *_ = (*(part.strip() for part in head.split("|")), "", "", "")
            if ({*topics.split()} | {topic for topic, _ in _MARK.findall(body)}) - _SAYS_NOTHING:
                text, source = _MARK.sub(r"\2", body).strip(), f"{path.parent.name}/{path.name}:{at}"
                found.append(Example("buyer", path.parent.name, subject, text, source))
    return found


def is_heard(example: Example) -> bool:
    """Whether the example is a buyer's message from the corpus of `reading`."""
    return "/" in example.source


def recombined(examples: list[Example], copies: int, seed: int = 7) -> list[Example]:
    """The examples, and for each of them `copies` new ones with sentences of its own and of its label and language.

    So that the scorer learns what single sentences tell, not which ones stood together.
    """
    chance = random.Random(seed)  # noqa: S311 (repeatable on purpose)
    pools: dict[tuple[str, str], list[str]] = {}
    for example in examples:
        pools.setdefault((example.label, example.language), []).extend(_SENTENCE.split(example.body))
    out = list(examples)
    for example in examples:
        pool, own = pools[example.label, example.language], _SENTENCE.split(example.body)
        for _ in range(copies):
            kept = chance.sample(own, k=chance.randint(1, len(own)))
            body = " ".join(kept + chance.sample(pool, k=min(len(pool), chance.randint(0, 2))))
            subject = example.subject if chance.random() < 0.5 else ""
            out.append(Example(example.label, example.language, subject, body, example.source))
    return out


def digest(examples: Iterable[Example]) -> str:
    """Twelve hexadecimal digits that change with any label or text."""
    texts = "\n".join(repr((each.label, each.language, each.subject, each.body)) for each in examples)
    return hashlib.sha256(texts.encode()).hexdigest()[:12]


def marks(examples: Iterable[Example]) -> list[int]:
    """A number of 32 bits for the text of each example, sorted: which texts a scorer has learnt from."""
    return sorted({crc32(f"{each.subject}\n{each.body}".encode()) for each in examples})
