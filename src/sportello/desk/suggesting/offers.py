"""Articles for an answer: those that fit what the buyer asks, or that match what the agent types."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sportello.accounts.links import NoBaseUrlError
from sportello.business.models import Brand
from sportello.compliance.lint import Audience, Context, lint
from sportello.inbox.audiences import audience_of
from sportello.inbox.models import Direction, Message, MessageReading, Thread
from sportello.knowledge.models import Edition
from sportello.knowledge.pages import page_of
from sportello.knowledge.search.finding import Found, Hit, search
from sportello.knowledge.suggesting.choosing import Wanted
from sportello.knowledge.suggesting.offering import offered
from sportello.portal.models import HelpCentre
from sportello.portal.place import public_url

LIKELY, PERHAPS = 0.5, 0.2
_BEGINNING = 300


@dataclass(frozen=True, slots=True)
class Reader:
    """The buyer for whom an answer is written: what they may read, in which language, under which brand."""

    thread: Thread
    audience: str
    language: str
    brand: Brand | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """An article that can be put into the answer, as this buyer would read it. `link` is its address in the help
    centre, "" where links may not stand or there is no help centre; `gaps` are places without a value."""

    edition: Edition
    title: str
    text: str
    gaps: Sequence[str]
    link: str
    why: str
    likely: bool
    in_other_language: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """What the panel shows. `simple` says that these were suggested for a message with one plain question."""

    offers: Sequence[Offer]
    reader: Reader
    query: str = ""
    simple: bool = False

    @property
    def first(self) -> Sequence[Offer]:
        """Those shown at once: the likeliest where they were suggested, all that were searched for."""
        return self.offers[:1] if self.simple else self.offers

    @property
    def others(self) -> Sequence[Offer]:
        """Those that stand folded away below the first."""
        return self.offers[len(self.first) :]


def reader_of(*, thread: Thread, now: datetime) -> Reader:
    """The reader of a thread: in the language of their newest message, English where nobody knows."""
    spoken = thread.messages.filter(direction=Direction.IN).exclude(language__in=("", "und"))
    newest = spoken.order_by("-pk").values_list("language", flat=True).first()
    return Reader(thread, audience_of(thread), newest or "en", thread.channel.brand, now)


def suggested_for(reader: Reader) -> Offers:
    """Three articles for the newest message when it is simple; none otherwise: then an article hardly answers it."""
    reading = _newest_reading(reader.thread)
    if reading is None or reading.complexity != "low":
        return Offers((), reader)
    hits = offered(_wanted(reading), reader.audience, reader.language, reader.brand, reader.now)
    return Offers(_offers(hits, reader), reader, simple=True)


def found_for(reader: Reader, query: str) -> tuple[Offers, Found]:
    """The articles that match what an agent typed, and the search as such."""
    found = search(query, reader.audience, reader.language, reader.brand, reader.now)
    return Offers(_offers(found.hits, reader), reader, query=query), found


def offer_of(edition: Edition, reader: Reader) -> Offer:
    """One edition as it can be put into an answer."""
    return _offers([Hit(edition, 1.0, "words", edition.language != reader.language)], reader)[0]


def _offers(hits: Sequence[Hit], reader: Reader) -> list[Offer]:
    centre = HelpCentre.objects.filter(brand=reader.brand).first() if hits else None
    return [_offer(hit, reader, centre) for hit in hits]


def _offer(hit: Hit, reader: Reader, centre: HelpCentre | None) -> Offer:
    version = hit.edition.published
    assert version is not None
    page = page_of(
        version,
        edition=hit.edition,
        reader=reader.audience,
        brand=reader.brand,
        address=lambda _target: None,
        now=reader.now,
        channel=reader.thread.channel_id,
    )
    return Offer(
        edition=hit.edition,
        title=page.title,
        text=page.body.text.strip(),
        gaps=page.gaps,
        link=_link(hit.edition, reader, centre),
        why=hit.why,
        likely=hit.score >= LIKELY,
        in_other_language=hit.in_other_language,
    )


def _link(edition: Edition, reader: Reader, centre: HelpCentre | None) -> str:
    if centre is None:
        return ""
    try:
        address = public_url(centre, f"/{edition.language}/articles/{edition.article.slug}")
    except NoBaseUrlError:
        return ""
    problems = lint(address, Context(Audience(reader.audience), language=reader.language))
    return "" if any(problem.stops or problem.asks_a_lead for problem in problems) else address


def _newest_reading(thread: Thread) -> MessageReading | None:
    newest = Message.objects.filter(thread=thread, direction=Direction.IN).order_by("-pk").first()
    return MessageReading.objects.select_related("message").filter(message=newest).first() if newest else None


def _wanted(reading: MessageReading) -> Wanted:
    message, first = reading.message, next(iter(reading.questions), None)
    question = message.text[first["start"] : first["end"]] if first else f"{message.subject} {message.text}"
    chances = {topic["slug"]: float(topic["confidence"]) for topic in reading.topics}
    # What an agent corrected counts: a topic they set is certain, one they took away is gone.
    return Wanted(question[:_BEGINNING], {slug: chances.get(slug, 1.0) for slug in reading.topic_slugs} or chances)
