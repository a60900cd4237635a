"""What a text must be or hold because of where it goes: language, order number, length, reason, time. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from sportello.compliance.checks.findings import Finding, everywhere
from sportello.compliance.judgements import Audience, Context
from sportello.compliance.written import Written
from sportello.reading.language import language_of
from sportello.reading.vocabulary import LANGUAGES

_PERMITTED_REASONS_WORDS: Final = (
    "fulfilment_issue needed_information return_question invoice review_request heavy_delivery "
    "home_service custom_design other_needed"
)
PERMITTED_REASONS: Final = frozenset(_PERMITTED_REASONS_WORDS.split())
"""Why a message that nobody asked for may be sent on Amazon (communication guidelines, G1701)."""

DAYS_AFTER_COMPLETION: Final = 30
MOST_LETTERS_EBAY: Final = 2_000
_QUOTED: Final = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|\"[^\"\n]*\"")
_SURE_OF_LANGUAGE: Final = 0.53
_FEWEST_LETTERS: Final = 30


def wrong_language(written: Written, context: Context, _audience: Audience) -> Sequence[Finding]:
    """The whole text, when it is plainly not in the reader's language; short texts and quotations say nothing."""
    wanted = context.language[:2].lower()
    said = _QUOTED.sub(" ", written.plain)
    if wanted not in LANGUAGES or sum(map(str.isalpha, said)) < _FEWEST_LETTERS:
        return []
    found = language_of(said)
    is_other = found.code in LANGUAGES and found.code != wanted and found.confidence >= _SURE_OF_LANGUAGE
    return [everywhere(written)] if is_other else []


def missing_order_number(written: Written, context: Context, _audience: Audience) -> Sequence[Finding]:
    """The whole text, when the order's number is known and does not stand in it."""
    if not context.order_number or context.order_number in re.sub(r"(?<=\d)\s?-\s?(?=\d)", "-", written.plain):
        return []
    return [everywhere(written)]


def not_permitted_reason(written: Written, context: Context, _audience: Audience) -> Sequence[Finding]:
    """The whole text, when it is sent for a reason that is none of the permitted ones."""
    return [everywhere(written)] if context.reason is not None and context.reason not in PERMITTED_REASONS else []


def too_late(written: Written, context: Context, _audience: Audience) -> Sequence[Finding]:
    """The whole text, when the order was completed more than 30 days ago."""
    days = context.days_since_completion
    return [everywhere(written)] if days is not None and days > DAYS_AFTER_COMPLETION else []


def repeated_request(written: Written, context: Context, _audience: Audience) -> Sequence[Finding]:
    """The whole text, when it asks for a review of an order that was asked for one before."""
    again = context.reason == "review_request" and context.requests_before > 0
    return [everywhere(written)] if again else []


def opted_out(written: Written, context: Context, _audience: Audience) -> Sequence[Finding]:
    """The whole text, when the buyer wants no messages and this one is not needed to complete the order."""
    needless = context.reason in {None, "review_request", "invoice"}
    return [everywhere(written)] if context.has_opted_out and needless else []


def too_long(written: Written, _context: Context, _audience: Audience) -> Sequence[Finding]:
    """What stands beyond the 2,000 letters that eBay takes."""
    beyond = len(written.text) > MOST_LETTERS_EBAY
    return [Finding(MOST_LETTERS_EBAY, len(written.text))] if beyond else []
