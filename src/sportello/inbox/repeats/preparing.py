"""From labelled cases to what the scorer looks at: the same traces that the desk makes. Pure."""

from collections.abc import Iterator, Sequence

from sportello.orders.numbers import plain
from sportello.reading import UNIVERSAL, Encoder

from .cases import Fresh, Known, Said, Status, Trace
from .corpus import Case, Told
from .tracing import Axes, Text, trace_many

_AT_ONCE = 40


def prepared(
    cases: Sequence[Case], axes: Axes, encoder: Encoder = UNIVERSAL
) -> Iterator[tuple[Case, Fresh, list[Known]]]:
    """Each case with its message and its tickets (their keys are their places), traced in batches."""
    for start in range(0, len(cases), _AT_ONCE):
        batch = cases[start : start + _AT_ONCE]
        traces = iter(trace_many([text for case in batch for text in _texts(case)], axes, encoder))
        for case in batch:
            yield case, _fresh(case, traces), [_known(key, told, traces) for key, told in enumerate(case.tickets)]


def _texts(case: Case) -> Iterator[Text]:
    yield Text(case.text, case.subject)
    yield Text(case.subject)
    for told in case.tickets:
        yield Text(told.subject)
        for said in told.said:
            yield Text(said.text, "" if said.by_buyer else None)


def _fresh(case: Case, traces: Iterator[Trace]) -> Fresh:
    body, subject = next(traces), next(traces)
    return Fresh(case.at, case.channel, subject, body, frozenset(plain(order) for order in case.orders))


def _known(key: int, told: Told, traces: Iterator[Trace]) -> Known:
    subject = next(traces)
    said = tuple(Said(words.at, words.by_buyer, next(traces)) for words in told.said)
    orders = frozenset(plain(order) for order in told.orders)
    return Known(key, Status(told.status), told.channel, subject, orders, said)
