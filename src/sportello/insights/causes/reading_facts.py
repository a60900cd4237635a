"""Facts as cases: which answers were followed by another message, which issues took long, which orders ended in a
claim, and which brought a contact at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from sportello.insights.models import AnswerFact, AnswerKind, Dimension, IssueFact, OrderFact, Trouble
from sportello.replies.required_data import NONE, table
from sportello.replies.review.required import DATA, Needs

from .cases import Case

YOUNG: Final = timedelta(days=14)
"""Issues opened so lately are compared with each other: their claims may still come."""

WEEK: Final = timedelta(days=7)
SETTLED: Final = timedelta(days=28)
"""Most of who writes about an order has written by then. Younger ones are compared with those of the same week."""

NOTHING: Final = frozenset[str]()

_BATCH: Final = 5000
_ABOUT: Final = ("root", "channel", "topics", "product", "carrier", "country")
_SOLD: Final = ("order", "channel", "placed_at", "products", "carrier", "country", "fulfilled_by", "cancelled")
_ANSWERS: Final = ("agent", "macros", "articles", "missing", "settles_at", "again_at")

type Values = dict[str, Sequence[str]]
type Issues = QuerySet[IssueFact]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time (`until` excluded), seen from `now`; an issue longer than `longer_than` seconds is long, and
    contacts count that are about `topic` ("": all)."""

    since: datetime
    until: datetime
    now: datetime
    longer_than: int = 0
    topic: str = ""


@dataclass(frozen=True, slots=True)
class _About:
    """What a fact says it is about, in the order of `_ABOUT`."""

    root: int
    channel: int
    topics: Sequence[str]
    product: int
    carrier: str
    country: str


@dataclass(frozen=True, slots=True)
class _First:
    """Who gave the first answer to an issue, and what it was made of."""

    agent: int = 0
    macros: Sequence[int] = ()
    articles: Sequence[int] = ()
    missing: Sequence[str] = ()


def cases_of(trouble: Trouble, stretch: Stretch) -> Iterator[Case]:
    """The cases of a trouble that began in a stretch, read in batches. Those of other parts than 0 may still turn into
    hits."""
    match trouble:
        case Trouble.REPEAT:
            return _answers(stretch)
        case Trouble.LONG:
            return _long(stretch)
        case Trouble.CLAIM:
            return _claims(stretch)
        case Trouble.CONTACT:
            return _contacts(stretch)


def longer_than(stretch: Stretch, *, share: float = 0.8) -> int:
    """The seconds of handling that so many of the issues resolved in a stretch took at most; 0 when there are none."""
    times = _resolved(stretch).order_by("handled").values_list("handled", flat=True)
    count = times.count()
    return times[min(int(count * share), count - 1)] if count else 0


def _answers(stretch: Stretch) -> Iterator[Case]:
    sent = AnswerFact.objects.filter(kind=AnswerKind.ANSWER, at__gte=stretch.since, at__lt=stretch.until)
    needs = table()
    for row in sent.order_by("message").values_list(*_ABOUT, *_ANSWERS).iterator(_BATCH):
        about = _About(*row[: len(_ABOUT)])
        agent, macros, articles, missing, settles_at, again_at = row[len(_ABOUT) :]
        values = _values(about) | _made_of([agent], macros, articles)
        values[Dimension.MISSING] = lacking(missing, about.topics, needs)
        yield _case(about, values, hit=again_at is not None, young=settles_at > stretch.now)


def _long(stretch: Stretch) -> Iterator[Case]:
    firsts, needs = _firsts(stretch), table()
    for row in _resolved(stretch).order_by("ticket").values_list(*_ABOUT, "handled").iterator(_BATCH):
        about = _About(*row[: len(_ABOUT)])
        values = _issue_values(about, firsts, needs)
        yield _case(about, values, hit=row[-1] > stretch.longer_than, young=False)


def _claims(stretch: Stretch) -> Iterator[Case]:
    """Orders that somebody wrote about, each once, with the first issue on it: further ones share its fate."""
    claimed = OrderFact.objects.filter(claimed_at__gte=stretch.since).values_list("order", "claimed_at")
    claims = dict(claimed.iterator(_BATCH))
    firsts, needs = _firsts(stretch), table()
    seen: set[int] = set()
    issues = _begun(stretch).exclude(order=0).order_by("opened_at", "ticket")
    for row in issues.values_list(*_ABOUT, "order", "opened_at").iterator(_BATCH):
        about = _About(*row[: len(_ABOUT)])
        order, opened_at = row[len(_ABOUT) :]
        if order in seen:
            continue
        seen.add(order)
        values = _issue_values(about, firsts, needs)
        at = claims.get(order)
        hit = at is not None and at > opened_at
        yield _case(about, values, hit=hit, young=opened_at > stretch.now - YOUNG)


def _contacts(stretch: Stretch) -> Iterator[Case]:
    wrote = written_about(stretch)
    for case in orders_of(stretch):
        topics = wrote.get(case.issue, NOTHING)
        yield replace(case, hit=bool(topics) and stretch.topic in {"", *topics})


def orders_of(stretch: Stretch) -> Iterator[Case]:
    """The orders placed in a stretch, as if nobody had written about any. Alike are those of a channel that were sent,
    cancelled or neither, by the same hands, and are as old: the older an order, the more time there was to write."""
    placed = OrderFact.objects.filter(placed_at__gte=stretch.since, placed_at__lt=stretch.until)
    for row in placed.order_by("order").values_list(*_SOLD).iterator(_BATCH):
        order, channel, placed_at, products, carrier, country, by, cancelled = row
        values = _values(_About(order, channel, (), 0, carrier, country))
        values[Dimension.PRODUCT] = [str(product) for product in products if product]
        age = stretch.now - placed_at
        part = 0 if age >= SETTLED else 1 + age // WEEK
        state = "cancelled" if cancelled else "sent" * bool(carrier)
        yield Case(False, order, f"{by}:{state}", channel, values, part)


def written_about(stretch: Stretch) -> dict[int, frozenset[str]]:
    """Which topics the contacts about each order had, of all that came since a stretch began."""
    found: dict[int, frozenset[str]] = {}
    issues = IssueFact.objects.whole().filter(opened_at__gte=stretch.since).exclude(order=0)
    for order, topics in issues.values_list("order", "topics").iterator(_BATCH):
        found[order] = found.get(order, NOTHING).union(topics or [""])
    return found


def _case(about: _About, values: Values, *, hit: bool, young: bool) -> Case:
    return Case(hit, about.root, _mix(about.topics), about.channel, values, part=int(young))


def _mix(topics: Sequence[str]) -> str:
    """What a case is compared within: all that it is about. Two questions take longer and leave more open, some pairs
    more than others, and a text or person that meets them often must not be blamed for that."""
    return "+".join(sorted(topics))


def _values(about: _About) -> Values:
    values: Values = {Dimension.TOPIC: about.topics}
    if about.product:
        values[Dimension.PRODUCT] = [str(about.product)]
    if about.carrier:
        values[Dimension.CARRIER] = [about.carrier]
    if about.country:
        values[Dimension.COUNTRY] = [about.country]
    if about.carrier and about.country:
        values[Dimension.LANE] = [f"{about.carrier}:{about.country}"]
    return values


def _made_of(agents: Sequence[int], macros: Sequence[int], articles: Sequence[int]) -> Values:
    """Who answered, with which texts; 0 is nobody we know."""
    return {
        Dimension.AGENT: [str(agent) for agent in agents if agent],
        Dimension.MACRO: [str(edition) for edition in macros],
        Dimension.ARTICLE: [str(edition) for edition in articles],
    }


def _issue_values(about: _About, firsts: Mapping[int, _First], needs: Mapping[str, Needs]) -> Values:
    """What holds of an issue. Agents and texts are those of the first answer: the longer an issue goes on, the more of
    them take part in it, and each would seem to make it long."""
    first = firsts.get(about.root) or _First()
    values = _values(about) | _made_of([first.agent], first.macros, first.articles)
    values[Dimension.MISSING] = lacking(first.missing, about.topics, needs)
    return values


def _firsts(stretch: Stretch) -> dict[int, _First]:
    """The first answers by issue."""
    given = AnswerFact.objects.filter(is_first=True, at__gte=stretch.since)
    rows = given.values_list("root", "agent", "macros", "articles", "missing").iterator(_BATCH)
    return {root: _First(agent, macros, articles, missing) for root, agent, macros, articles, missing in rows}


def lacking(missing: Sequence[str], topics: Sequence[str], needs: Mapping[str, Needs]) -> list[str]:
    """What an answer lacked, each datum and all together, under the topics that call for it: "exchange:tracking_url",
    "exchange:tracking_number+tracking_url". Data that no topic of the issue calls for stand under its first one."""
    found = []
    for topic in topics:
        calls_for = needs.get(topic, NONE)
        data = [one for one in DATA if one in missing and one in calls_for.by_seller | calls_for.by_marketplace]
        found += [f"{topic}:{one}" for one in data]
        found += [f"{topic}:{'+'.join(data)}"] if len(data) > 1 else []
    told = {one.partition(":")[2] for one in found}
    return found + [f"{topics[0]}:{one}" for one in missing if topics and one not in told]


def _begun(stretch: Stretch) -> Issues:
    return IssueFact.objects.whole().filter(opened_at__gte=stretch.since, opened_at__lt=stretch.until)


def _resolved(stretch: Stretch) -> Issues:
    """Issues that are done and at which somebody was."""
    return _begun(stretch).filter(resolved_at__isnull=False, handled__gt=0)
