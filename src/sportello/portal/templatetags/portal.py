"""Pieces of help-centre pages."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from sportello.portal.articles import Line
from sportello.portal.place import Place

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: dict[str, Any], path: str, *more: object) -> str:
    """The address of another page of this help centre; further parts are put behind it with slashes."""
    place: Place = context["place"]
    return place.to("/".join([path, *(str(each) for each in more)]))


@register.simple_tag(takes_context=True)
def elsewhere(context: dict[str, Any], line: Line) -> str:
    """The address of an article in the language it is written in."""
    place: Place = context["place"]
    return place.to(f"articles/{line.slug}", language=line.language)


@register.simple_tag
def when(at: datetime, form: str = "DATE_FORMAT") -> SafeString:
    """A moment as a date of the page's language, or with `form` "full" also the time of day."""
    local = localtime(at)
    words = formats.date_format(local, "DATE_FORMAT" if form == "full" else form)
    if form == "full":
        words = f"{words}, {formats.date_format(local, 'H:i')}"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="minutes"), words)


@register.filter
def cleaned(html: str) -> SafeString:
    """HTML that `knowledge.rendering` made and cleaned: it holds nothing but what may stand on any page."""
    return SafeString(html)
