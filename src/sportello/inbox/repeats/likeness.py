"""How alike a new message and a ticket are, in sentences, words and numbers. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from sportello.reading.encoder import Matrix

from .cases import Fresh, Known, Trace
from .words import numbers, runs

_STRONG: Final = 3.5  # a word that fewer than one in thirty messages holds


def sentences_alike(fresh: Fresh, known: Known) -> dict[str, float]:
    """Likeness of sentences (1 is the same, 0 unrelated): of the whole, at best, and with parts of the ticket."""
    new, body, subject = (
        _rows(fresh, traces) for traces in ([fresh.body, fresh.subject], [fresh.body], [fresh.subject])
    )
    all_old, old_subject = _rows(fresh, _traces(known)), _rows(fresh, [known.subject])
    buyer = _rows(fresh, [known.subject, *(said.trace for said in known.said if said.by_buyer)])
    ours = _rows(fresh, [said.trace for said in known.said if not said.by_buyer])
    between = new @ all_old.T
    return {
        "sentence_whole": float(_mean(new) @ _mean(all_old)),
        "sentence_best": _top(between),
        "sentence_each": float(between.max(1).mean()) if between.size else 0.0,
        "sentence_each_old": float(between.max(0).mean()) if between.size else 0.0,
        "sentence_buyer": _top(body @ buyer.T),
        "sentence_ours": _top(body @ ours.T),
        "sentence_last": _top(body @ _rows(fresh, [known.said[-1].trace]).T),
        "sentence_first": float(_mean(body) @ _mean(_rows(fresh, [known.said[0].trace]))),
        "subject_subject": _top(subject @ old_subject.T),
        "subject_ticket": _top(subject @ all_old.T),
        "ticket_subject": _top(new @ old_subject.T),
    }


def words_alike(fresh: Fresh, known: Known, others: Sequence[Known]) -> dict[str, float]:
    """Likeness of words: by meaning in their context (across languages too), and letter by letter."""
    new = np.vstack([fresh.body.words, fresh.subject.words])
    weights = np.concatenate([fresh.body.weights, fresh.subject.weights])
    old = np.vstack([trace.words for trace in _traces(known)])
    told = bool(len(new) and len(old))
    best = (new @ old.T).max(1) if told else np.zeros(1, np.float32)
    return {
        "word_best": float(best.max()),
        "word_top": float(np.sort(best)[-3:].mean()),
        "word_each": float(best @ weights / weights.sum()) if told else 0.0,
        **_letters(fresh, known, others),
    }


def copied(fresh: Fresh, known: Known) -> float:
    """The share of the shorter side's runs of four words that the other has too: near one for a copy."""
    new = runs(fresh.body.text)
    best = 0.0
    for said in known.said:
        old = runs(said.trace.text)
        if new and old:
            best = max(best, len(new & old) / min(len(new), len(old)))
    return best


def numbers_shared(fresh: Fresh, known: Known) -> frozenset[str]:
    """The numbers that both name beside the order's: an amount, a parcel, a model."""
    new = numbers(f"{fresh.subject.text} {fresh.body.text}")
    old = frozenset[str]().union(*(numbers(trace.text) for trace in _traces(known)))
    orders = {"".join(sign for sign in order if sign.isdigit()) for order in fresh.orders | known.orders}
    return (new & old) - orders


def closest(rows: Matrix, examples: Matrix) -> float:
    """How near the nearest of the rows comes to one of the examples."""
    return _top(rows @ examples.T)


def _letters(fresh: Fresh, known: Known, others: Sequence[Known]) -> dict[str, float]:
    new = _stems([fresh.body, fresh.subject])
    old, subject = _stems(_traces(known)).keys(), known.subject.stems.keys()
    elsewhere = {stem for other in others for stem in _stems(_traces(other))}
    shared = [weight for stem, weight in new.items() if stem in old]
    return {
        "stem_share": sum(shared) / (sum(new.values()) + 1e-6),
        "stem_best": max(shared, default=0.0),
        "stem_sum": min(3.0, sum(weight for weight in shared if weight > _STRONG) / 10),
        "stem_subject": _best(new, lambda stem: stem in subject),
        "stem_only_here": _best(new, lambda stem: stem in old and stem not in elsewhere),
        "stem_only_there": _best(new, lambda stem: stem not in old and stem in elsewhere),
    }


def _best(stems: Mapping[str, float], fits: Callable[[str], bool]) -> float:
    return max((weight for stem, weight in stems.items() if fits(stem)), default=0.0)


def _traces(known: Known) -> list[Trace]:
    return [known.subject, *(said.trace for said in known.said)]


def _stems(traces: Iterable[Trace]) -> dict[str, float]:
    return {stem: weight for trace in traces for stem, weight in trace.stems.items()}


def _rows(fresh: Fresh, traces: Sequence[Trace]) -> Matrix:
    return np.vstack([fresh.body.sentences[:0], *(trace.sentences for trace in traces)])


def _mean(rows: Matrix) -> Matrix:
    mean = rows.mean(0) if len(rows) else np.zeros(rows.shape[1], np.float32)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-6), np.float32)


def _top(between: Matrix) -> float:
    return float(between.max()) if between.size else 0.0
