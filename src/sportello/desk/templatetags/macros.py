"""Tags for macros."""

import re

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sportello.desk.macros import words
from sportello.replies.models import Macro

register = template.Library()
register.filter("doubt_in_words", words.doubt_in_words)
register.filter("case_name", words.case_name)
register.filter("variable_label", words.label_of)

_GAP = re.compile(r"(\{\{[^{}]*\}\})")


@register.filter
def with_gaps(text: str) -> SafeString:
    """A rendered macro with its gaps marked; everything in it is escaped."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in _GAP.split(text)))


@register.filter
def called(macro: Macro) -> str:
    """What a macro is called in the language of the page, where an edition of it has a title in that language."""
    spoken = {edition.language: edition.title for edition in macro.editions.all()}
    return spoken.get(get_language() or "en") or macro.title


@register.filter
def percent(share: float) -> str:
    """A share as a whole percentage, in the reader's way: "4%", "4 %"."""
    number = number_format(round(share * 100), decimal_pos=0)
    return f"{number}%" if (get_language() or "en").startswith("en") else f"{number}\N{NO-BREAK SPACE}%"


def _piece(piece: str) -> str:
    if not _GAP.fullmatch(piece):
        return piece
    return format_html('<mark class="gap">{}</mark>', words.label_of(piece.strip("{} \n")))
