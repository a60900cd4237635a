"""Which articles the list shows."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import QueryDict

from sportello.knowledge.models import Audience, Edition
from sportello.knowledge.models.edition import EditionQuerySet
from sportello.knowledge.states import State, with_states
from sportello.reading.vocabulary import CATEGORIES, TOPICS

LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; "" means not at all."""

    query: str = ""
    category: str = ""
    topic: str = ""
    audience: str = ""
    language: str = ""
    state: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Filter":
        """What an address asks for; what makes no sense counts as not asked."""
        known = {
            "category": list(CATEGORIES),
            "topic": list(TOPICS),
            "audience": Audience.values,
            "language": [code for code, _ in settings.LANGUAGES],
            "state": State.values,
        }
        chosen = {name: asked.get(name, "") for name in known}
        return cls(
            query=asked.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY],
            **{name: value for name, value in chosen.items() if value in known[name]},
        )

    def but(self, **other: str) -> str:
        """The address of this filter with something changed."""
        told = replace(self, **other)
        words = {"q": told.query, "category": told.category, "topic": told.topic, "audience": told.audience}
        words |= {"language": told.language, "state": told.state}
        return "?" + urlencode({name: value for name, value in words.items() if value})

    @property
    def is_empty(self) -> bool:
        """Whether everything at work is shown."""
        return self == Filter()

    def editions(self) -> EditionQuerySet:
        """The editions that fit, with their states; archived ones only when they are asked for."""
        rows = with_states(Edition.objects.all()).filter(self._words(), self._state(), **self._exact())
        return rows.order_by("article__topic", "article__slug", "language", "audience")

    def _exact(self) -> dict[str, object]:
        told: dict[str, object] = {
            "article__topic": self.topic,
            "audience": self.audience,
            "language": self.language,
            "article__topic__in": CATEGORIES.get(self.category, ()),
        }
        return {name: value for name, value in told.items() if value}

    def _words(self) -> Q:
        if not self.query:
            return Q()
        return (
            Q(latest__title__icontains=self.query)
            | Q(latest__body__icontains=self.query)
            | Q(article__slug__icontains=self.query)
        )

    def _state(self) -> Q:
        at_work = Q(is_archived=False)
        match self.state:
            case State.ARCHIVED:
                return Q(is_archived=True)
            case State.REVIEW:
                return at_work & Q(in_review=True)
            case State.SCHEDULED:
                return at_work & Q(due_at__isnull=False)
            case State.PUBLISHED:
                return at_work & Q(published__isnull=False)
            case State.DRAFT:
                return at_work & Q(published=None)
            case _:
                return at_work
