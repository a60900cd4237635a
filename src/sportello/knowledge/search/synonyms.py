"""The owner's synonyms: what buyers call a thing, and what the articles call it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.knowledge.models import Synonym

from .words import words_of


@transaction.atomic
def keep(*, language: str, word: str, stands_for: str, by: Agent, now: datetime) -> Synonym:
    """Keep a synonym, in place of an earlier one for the same word of the language."""
    kept, _ = Synonym.objects.update_or_create(
        language=language,
        word=" ".join(words_of(word))[:80],
        defaults={"stands_for": " ".join(stands_for.split())[:160], "by": by, "at": now},
    )
    events.record(kind="synonym.kept", now=now, subject=("synonym", kept.pk), actor=by.pk)
    return kept


@transaction.atomic
def drop(*, synonym: Synonym, by: Agent, now: datetime) -> None:
    """Forget a synonym."""
    events.record(kind="synonym.dropped", now=now, subject=("synonym", synonym.pk), actor=by.pk)
    synonym.delete()


def of_language(language: str) -> tuple[tuple[str, str], ...]:
    """The synonyms of a language: what buyers type, and what it stands for."""
    return tuple(Synonym.objects.filter(language=language).values_list("word", "stands_for"))


def meant_by(typed: str, known: Iterable[tuple[str, str]]) -> str:
    """The words that articles use for what was typed, by the known synonyms; empty when none of them is in it."""
    plain = f" {' '.join(words_of(typed))} "
    return " ".join(stands_for for word, stands_for in known if f" {word} " in plain)
