"""Which conversation does a message continue? A judgement: pure, on values alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SAME_SUBJECT_WITHIN = timedelta(days=30)

# Reply prefixes as mail programs of the five languages and the Nordic ones write them (RFC 5322 3.6.5 knows "Re:").
_REPLY = re.compile(r"^\s*(?:(?:re|r|rif|aw|antw|sv|ref|rép|rep|res)\s*(?:\[\d+\]|\(\d+\))?\s*:\s*)+", re.IGNORECASE)
_FORWARD = re.compile(r"^\s*(?:(?:fwd?|i|wg|tr|rv|enc)\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thread that may be meant: what is known of it."""

    thread_id: int
    keys: frozenset[str]
    strong_keys: frozenset[str]
    counterpart: str
    participants: frozenset[str]
    message_ids: frozenset[str]
    subject: str
    last_message_at: datetime


@dataclass(frozen=True, slots=True)
class Arriving:
    """What arrived, as far as threading looks at it.

    `references` holds References and In-Reply-To together, oldest first, and then the message's own id.
    """

    sender: str
    key: str
    also_keys: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Match:
    """The thread a message continues, or None, and by which evidence."""

    thread_id: int | None
    why: str


def plain_subject(subject: str) -> str:
    """A subject without reply prefixes, case and surplus blanks."""
    return " ".join(_REPLY.sub("", subject).split()).casefold()


def is_reply_subject(subject: str) -> bool:
    """Whether a subject begins as an answer does."""
    return bool(_REPLY.match(subject)) and not _FORWARD.match(subject)


def choose(arriving: Arriving, candidates: Sequence[Candidate]) -> Match:
    """The thread that a message continues.

    In this order: the marketplace's key; a weaker key of the marketplace, unless the thread has a strong one that this
    message does not have;
    References and In-Reply-To to messages we know; the same subject as an answer, from the same sender, within
    thirty days. The sender must belong to the thread in every case: nobody joins a conversation by quoting it.
    """
    own = [candidate for candidate in candidates if _belongs(arriving.sender, candidate)]
    if arriving.key:
        return _by_key(arriving, own)
    return _by_references(arriving, own) or _by_subject(arriving, own) or Match(None, "new")


def _belongs(sender: str, candidate: Candidate) -> bool:
    return sender == candidate.counterpart or sender in candidate.participants


def _by_key(arriving: Arriving, own: Sequence[Candidate]) -> Match:
    for candidate in own:
        if arriving.key in candidate.keys:
            return Match(candidate.thread_id, "marketplace key")
    for weaker in arriving.also_keys:
        for candidate in _newest_first(own):
            if weaker in candidate.keys and candidate.strong_keys <= {arriving.key, *arriving.also_keys}:
                return Match(candidate.thread_id, "order and buyer")
    return Match(None, "new")


def _by_references(arriving: Arriving, own: Sequence[Candidate]) -> Match | None:
    for reference in reversed(arriving.references):
        for candidate in own:
            if reference in candidate.message_ids:
                return Match(candidate.thread_id, "references")
    return None


def _by_subject(arriving: Arriving, own: Sequence[Candidate]) -> Match | None:
    subject = plain_subject(arriving.subject)
    if not subject or not is_reply_subject(arriving.subject):
        return None
    for candidate in _newest_first(own):
        recent = arriving.at - candidate.last_message_at <= SAME_SUBJECT_WITHIN
        if recent and candidate.counterpart == arriving.sender and plain_subject(candidate.subject) == subject:
            return Match(candidate.thread_id, "same subject, same sender")
    return None


def _newest_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda candidate: candidate.last_message_at, reverse=True)
