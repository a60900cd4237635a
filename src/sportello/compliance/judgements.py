"""What the linter is asked and what it answers: plain values. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """For whom a text is meant. `ANY` must pass the rules of every audience."""

    AMAZON = "amazon"
    EBAY = "ebay"
    WALMART = "walmart"
    SHOP = "shop"
    ANY = "any"


class Kind(StrEnum):
    """What a text is: an answer to a buyer, a message nobody asked for, something published, something printed."""

    REPLY = "reply"
    PROACTIVE = "proactive"
    ARTICLE = "article"
    INSERT = "insert"
    CONFIRMATION = "confirmation"
    LISTING = "listing"


class Severity(StrEnum):
    """What a problem does: it stops the text, it stops it until a lead approves, or it only says so."""

    BLOCKER = "blocker"
    NEEDS_APPROVAL = "needs_approval"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Context:
    """Where a text is going. What is left at its default is not known, and no rule fires for want of it.

    `language` is the reader's (a code such as "de" or "de-CH"), `order_number` the order the text is about. The rest
    is asked of proactive messages: `reason`, why it is sent; `days_since_completion` of the order; `requests_before`,
    how often this order was asked for a review; `has_opted_out`, whether the buyer wants no messages.
    `confirmations_permitted` says that the owner confirmed the text with a link in shipping confirmations, and
    `help_centre_hosts` are the installation's own hosts, whose one link such a text may hold.
    """

    audience: Audience
    kind: Kind = Kind.REPLY
    language: str = ""
    order_number: str = ""
    reason: str | None = None
    days_since_completion: int | None = None
    requests_before: int = 0
    has_opted_out: bool = False
    confirmations_permitted: bool = False
    help_centre_hosts: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Problem:
    """A place where a text breaks a rule: `text[start:end]`, the whole text where nothing in it can be pointed at.

    `rule` is the rule's id, `slug` the plain name of what is wrong, shared by the rules of several marketplaces.
    `is_certain` is False where the meaning was judged and the words leave room: a blocker is then for a lead to decide.
    """

    rule: str
    slug: str
    severity: Severity
    start: int
    end: int
    is_certain: bool = True

    def explanation(self, language: str = "en") -> str:
        """Why this is not allowed and what to do, in plain words; English for a language we do not speak."""
        from sportello.compliance.catalogue import rule

        return rule(self.rule).explained(language)

    @property
    def stops(self) -> bool:
        """Whether nobody can let the text pass as it is."""
        return self.severity is Severity.BLOCKER

    @property
    def asks_a_lead(self) -> bool:
        """Whether the text may pass once a lead approved it."""
        return self.severity is Severity.NEEDS_APPROVAL
