"""Questions and answers in the words of schema.org, so that search engines show them (FAQPage).

A block of JSON in the page is data, not script: the content security policy, which allows no inline script, has nothing
to say about it (HTML, "prepare the script element": a data block is never handed to the policy).
"""

import json
from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from .articles import Page
from .place import Place

LONGEST_ANSWER = 1500
# As Django's json_script does: nothing in a text may end the block or begin a comment.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def question(place: Place, page: Page) -> SafeString | str:
    """The block for an article; "" when the visitor's audience is not everybody's.

    Search engines see what an unknown visitor sees, so only such pages carry it; and only the article's own page does,
    because what is told there must also stand there.
    """
    return block([page], language=place.language) if place.audience == "any" else ""


def block(pages: Sequence[Page], *, language: str) -> SafeString:
    """A script element that holds data."""
    told = {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "inLanguage": language,
        "mainEntity": [
            {
                "@type": "Question",
                "name": page.line.title,
                "acceptedAnswer": {"@type": "Answer", "text": _answer(page)},
            }
            for page in pages
        ],
    }
    text = json.dumps(told, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


def _answer(page: Page) -> str:
    text = " ".join(page.text.split())
    return text if len(text) <= LONGEST_ANSWER else text[:LONGEST_ANSWER].rsplit(" ", 1)[0] + " …"
