"""What speaks for and against a repeat, as numbers: one row of named values for each ticket. Pure."""

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import numpy as np

from sportello.reading.encoder import Matrix
from sportello.reading.vocabulary import CATEGORIES, RISKS, TOPICS, category_of

from .cases import Fresh, Known, Status
from .likeness import closest, copied, numbers_shared, sentences_alike, words_alike

_LED: Final = (
    "sentence_whole",
    "sentence_best",
    "sentence_each",
    "sentence_buyer",
    "word_each",
    "word_top",
    "topic_alike",
    "stem_share",
    "stem_best",
    "stem_only_here",
)
_SHORT: Final = 90


def evidence(fresh: Fresh, known: Sequence[Known], acts: Mapping[str, Matrix]) -> list[dict[str, float]]:
    """A row for each ticket, in their order. `acts` are rows of examples for each act (see `acts.toml`)."""
    about = _about(fresh, acts)
    alone = [{**about, **_of_one(fresh, ticket, known)} for ticket in known]
    rows = [{**row, **_together(row)} for row in alone]
    for name in _LED:
        values = [row[name] for row in rows]
        for place, row in enumerate(rows):
            others = values[:place] + values[place + 1 :]
            row[f"{name}_lead"] = row[name] - max(others) if others else 0.0
    return rows


def orders_of(fresh: Fresh, ticket: Known, known: Sequence[Known]) -> dict[str, float]:
    """What order numbers say: the same, another one, one of another ticket, one that no ticket has."""
    everywhere = frozenset[str]().union(*(other.orders for other in known))
    same = bool(fresh.orders & ticket.orders)
    sharing = sum(bool(fresh.orders & other.orders) for other in known)
    return {
        "order_same": float(same),
        "order_only": float(same and sharing == 1),
        "order_differs": float(bool(fresh.orders and ticket.orders) and not same),
        "order_elsewhere": float(not same and sharing > 0),
        "order_unknown": float(bool(fresh.orders) and not fresh.orders & everywhere),
        "order_none": float(not fresh.orders),
    }


def _about(fresh: Fresh, acts: Mapping[str, Matrix]) -> dict[str, float]:
    """What the new message is by itself."""
    text, topics, risks = fresh.body.text, fresh.body.topics, fresh.body.risks
    rows = np.vstack([fresh.body.sentences, fresh.subject.sentences])
    return {
        **{f"act_{act}": closest(rows, examples) for act, examples in acts.items()},
        **{f"new_{topic}": topics.get(topic, 0.0) for topic in TOPICS},
        **{f"risk_{risk}": risks.get(risk, 0.0) for risk in RISKS},
        "asks": float("?" in text),
        "short": float(len(text) < _SHORT),
        "length": math.log1p(len(text)),
        "by_form": float(fresh.channel == "form"),
        "by_mail": float(fresh.channel == "email"),
    }


def _of_one(fresh: Fresh, ticket: Known, known: Sequence[Known]) -> dict[str, float]:
    others = [other for other in known if other is not ticket]
    return {
        **orders_of(fresh, ticket, known),
        **sentences_alike(fresh, ticket),
        **words_alike(fresh, ticket, others),
        **_topics(fresh, ticket),
        **_state(fresh, ticket, known),
        "copied": copied(fresh, ticket),
        "numbers": float(min(3, len(numbers_shared(fresh, ticket)))),
    }


def _topics(fresh: Fresh, ticket: Known) -> dict[str, float]:
    new = fresh.body.topics
    old: dict[str, float] = {}
    for said in ticket.said:
        for topic, chance in said.trace.topics.items():
            old[topic] = max(old.get(topic, 0.0), chance)
    sizes = math.hypot(*new.values()) * math.hypot(*old.values()) if new and old else 1.0
    return {
        **{f"old_{topic}": old.get(topic, 0.0) for topic in TOPICS},
        "topic_alike": sum(chance * old.get(topic, 0.0) for topic, chance in new.items()) / max(sizes, 1e-6),
        "topic_new": max((chance * (1 - old.get(topic, 0.0)) for topic, chance in new.items()), default=0.0),
        "topic_shared": max((min(chance, old.get(topic, 0.0)) for topic, chance in new.items()), default=0.0),
        "category_shared": max(
            (min(_category(new, category), _category(old, category)) for category in CATEGORIES), default=0.0
        ),
    }


def _category(topics: Mapping[str, float], category: str) -> float:
    return max((chance for topic, chance in topics.items() if category_of(topic) == category), default=0.0)


def _state(fresh: Fresh, ticket: Known, known: Sequence[Known]) -> dict[str, float]:
    last = ticket.said[-1]
    gap = max(fresh.at - last.at, timedelta()) / timedelta(days=1)
    answered = any(not said.by_buyer for said in ticket.said)
    return {
        "open": float(ticket.status is Status.OPEN),
        "waiting": float(ticket.status is Status.WAITING),
        "resolved": float(ticket.status is Status.RESOLVED),
        "ours_last": float(not last.by_buyer),
        "asked_last": float(not last.by_buyer and "?" in last.trace.text),
        "unanswered": float(not answered),
        "gap": math.log1p(gap),
        "gap_hours": float(gap < 0.1),
        "gap_fortnight": float(gap > 14),
        "gap_month": float(gap > 30),
        "channel_same": float(ticket.channel == fresh.channel),
        "newest": float(last.at >= max(other.said[-1].at for other in known)),
        "tickets": float(min(len(known), 5)),
        "single": float(len(known) == 1),
    }


def _together(row: Mapping[str, float]) -> dict[str, float]:
    """Pairs that mean more together than apart."""
    delivery = max(row["old_where_is_my_order"], row["old_tracking_stuck"], row["old_delivered_not_received"])
    return {
        "settled_delivery": row["act_settled"] * delivery,
        "thanks_resolved": row["act_thanks"] * (row["resolved"] + row["ours_last"]),
        "tried_ours": row["act_tried"] * row["ours_last"],
        "answering_asked": row["act_answering"] * row["asked_last"],
        "statement_asked": (1 - row["asks"]) * row["asked_last"],
        "chasing_open": row["act_chasing"] * (1 - row["resolved"]),
        "short_single": row["short"] * row["single"],
        "short_newest": row["short"] * row["newest"],
        "same_new_topic": row["order_same"] * row["topic_new"],
        "same_alike": row["order_same"] * row["sentence_best"],
        "none_alike": row["order_none"] * row["word_each"],
        "differs_alike": row["order_differs"] * row["word_each"],
        "resolved_alike": row["resolved"] * row["word_each"],
        "gap_alike": row["gap"] * row["word_each"],
    }
