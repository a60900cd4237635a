"""Letting the owner's own language model look at a message once more, on the channels they chose.

Nothing of it is needed: when it is slow, absent or talks nonsense, Sportello's own reading stays as it is.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from sportello.channels.calling import Caller
from sportello.channels.contract import ApiTrouble
from sportello.core import secrets
from sportello.inbox import standing
from sportello.inbox.access import holding_of
from sportello.inbox.models import Message, MessageReading, Refiner
from sportello.reading.vocabulary import RISKS, TOPICS

from . import keeping
from .veiling import veiled

LONGEST = 6_000
MOST_TOPICS, MOST_QUESTIONS = 4, 12
AGREED, ALONE = 0.95, 0.75
REST = timedelta(minutes=1)
_ASK = (
    "You label one message that a buyer wrote to an online shop. Answer with one JSON object and nothing else: "
    '{"topics": [slugs, most important first], "risks": [slugs], "questions": [{"text": words copied from the '
    'message, "topic": slug}]}. Topics are %s. Risks are %s; give none that the message does not show.'
)


class Nonsense(ValueError):
    """The model's answer is not what was asked for."""


@dataclass(frozen=True, slots=True)
class Refined:
    """What the model found, in our own words."""

    topics: Sequence[str]
    risks: Sequence[str]
    questions: Sequence[tuple[str, str]]


def ask_for(message: Message) -> None:
    """Let the model look at this message, when the owner has one for its channel; in the background."""
    if not message.history and _ready().filter(channels=message.thread.channel_id).exists():
        app.configure_task("inbox.refine").defer(message_id=message.pk)


def refine(message_id: int, *, now: datetime) -> bool:
    """Ask the model about a message and keep what it says under the agents' corrections; whether it said anything.

    Its trouble is kept for the owner to see, and for a minute nothing more is asked.
    """
    row = MessageReading.objects.select_related("message__thread__channel").filter(message=message_id).first()
    if row is None:
        return False
    refiner = _ready().filter(channels=row.message.thread.channel_id).first()
    if refiner is None or (refiner.failed_at and refiner.failed_at > now - REST):
        return False
    try:
        found = _asked(refiner, row.message, now)
    except (ApiTrouble, Nonsense, secrets.Undecipherable) as trouble:
        Refiner.objects.filter(pk=refiner.pk).update(failed_at=now, trouble=str(trouble)[:300])
        return False
    _keep(row.message, found, refiner, now)
    Refiner.objects.filter(pk=refiner.pk).exclude(trouble="").update(failed_at=None, trouble="")
    return True


def understood(answer: str) -> Refined:
    """The model's answer in our own words. Raises `Nonsense` for anything else than what was asked for."""
    try:
        said = json.loads(answer)
        topics, risks = _slugs(said["topics"], TOPICS), _slugs(said.get("risks", []), RISKS)
        asked = [(str(each["text"]), str(each["topic"])) for each in said.get("questions", [])]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
        raise Nonsense(f"the model's answer cannot be used ({type(broken).__name__})") from broken
    if not 1 <= len(topics) <= MOST_TOPICS:
        raise Nonsense("the model's answer cannot be used (topics)")
    return Refined(topics, risks, [one for one in asked[:MOST_QUESTIONS] if one[0] and one[1] in TOPICS])


def _slugs(said: object, known: Collection[str]) -> list[str]:
    if not isinstance(said, list) or not all(slug in known for slug in said):
        raise TypeError("unknown words")
    return list(dict.fromkeys(said))


def _ready() -> Any:
    return Refiner.objects.exclude(url="").exclude(model="")


def _asked(refiner: Refiner, message: Message, now: datetime) -> Refined:
    names = (message.sender_name, message.thread.customer.name)
    text = veiled(f"{message.subject}\n\n{message.text}"[:LONGEST], names=names)
    key = secrets.unseal(refiner.key).get("key", "")
    body = {
        "model": refiner.model,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": _ASK % (", ".join(TOPICS), ", ".join(RISKS))},
            {"role": "user", "content": text},
        ],
    }
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with Caller(f"{refiner.url}/", authorise=lambda: headers, read_seconds=refiner.seconds) as caller:
        answer = caller.call("POST", "chat/completions", now=now, json=body)
    try:
        return understood(str(answer.json()["choices"][0]["message"]["content"]))
    except (ValueError, KeyError, IndexError, TypeError) as broken:
        raise broken if isinstance(broken, Nonsense) else Nonsense("the model's answer has no words") from broken


@transaction.atomic
def _keep(message: Message, found: Refined, refiner: Refiner, now: datetime) -> None:
    ticket = standing.locked(holding_of(message).ticket_id)
    row = MessageReading.objects.select_for_update().get(pk=message.pk)
    before = keeping.told(row)
    own = {topic["slug"] for topic in row.topics}
    places = {risk["slug"]: risk for risk in row.risks}
    row.topics = [{"slug": slug, "confidence": AGREED if slug in own else ALONE} for slug in found.topics]
    row.risks = [places.get(slug, {"slug": slug, "confidence": ALONE, "start": 0, "end": 0}) for slug in found.risks]
    row.questions = _placed(message.text, found) or row.questions
    row.sure, row.refined_by = True, refiner.model
    row.complexity = "low" if len(row.topics) == 1 and len(row.questions) == 1 and not row.risks else "high"
    keeping.settle(row, keeping.corrections_of(message.pk))
    row.save()
    standing.understood([ticket.pk])
    keeping.tell_changed(row, before, ticket_id=ticket.pk, now=now)


def _placed(text: str, found: Refined) -> list[dict[str, object]]:
    """The questions whose words stand in the message as they are; those with something taken out do not."""
    places = [(text.find(words), words, topic) for words, topic in found.questions]
    return [
        {"start": at, "end": at + len(words), "topic": topic, "confidence": ALONE}
        for at, words, topic in sorted(places)
        if at >= 0
    ]
