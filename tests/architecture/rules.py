"""What a page may not contain, whether it is a template or was just rendered."""

import re
from collections.abc import Iterator

from .markup import Element, Page

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
NAMING = {"aria-label", "aria-labelledby", "title"}


def unsafe(page: Page) -> Iterator[str]:
    """What the content security policy forbids: it would be dead, or alive where the policy fails."""
    for element in page.elements:
        yield from (f"{element.line}: <{element.name}> {why}" for why in _unsafe(element))


def _unsafe(element: Element) -> Iterator[str]:
    if element.name == "style":
        yield "is an inline style sheet; write a file"
    if element.name == "script" and "src" not in element.attributes and not _is_data(element):
        yield "is an inline script; write a file"
    for name, value in element.attributes.items():
        if name == "style":
            yield "has a style attribute; use a class, <progress>, <meter> or an SVG attribute"
        if re.fullmatch(r"on[a-z]+", name) or name.startswith(("hx-on", "data-hx-on")):
            yield f"has the handler {name}; bind by data-* in a file"
        if value.strip().lower().startswith(("javascript:", "js:")):
            yield f"runs script from {name}; bind by data-* in a file"
        if name.removeprefix("data-") == "hx-trigger" and "[" in value:
            yield "filters hx-trigger, which needs eval; decide in a file"


def _is_data(element: Element) -> bool:
    return element.attributes.get("type") in {"application/json", "application/ld+json"}


def unnamed(page: Page) -> Iterator[str]:
    """Pictures without alt, controls without label, buttons and links that say nothing."""
    labelled = {element.attributes["for"] for element in page.elements if "for" in element.attributes}
    for element in page.elements:
        if element.name == "img" and "alt" not in element.attributes:
            yield f'{element.line}: <img> needs alt (alt="" when it only decorates)'
        if _is_control(element) and not _is_labelled(element, labelled):
            yield f"{element.line}: <{element.name} name={element.attributes.get('name')!r}> needs a label"
        if element.name in {"button", "a"} and not _says_something(page, element):
            yield f"{element.line}: <{element.name}> says nothing; give it words or aria-label"


def _is_control(element: Element) -> bool:
    if element.name == "input":
        return element.attributes.get("type", "text").lower() not in UNLABELLED
    return element.name in {"select", "textarea"}


def _is_labelled(element: Element, labelled: set[str]) -> bool:
    return (
        any(element.attributes.get(name) for name in NAMING)
        or element.attributes.get("id", "") in labelled
        or any(outer.name == "label" for outer in element.within)
    )


def _says_something(page: Page, element: Element) -> bool:
    """Words of its own, a picture that has some, or hidden until a script gives it words."""
    if "hidden" in element.attributes or element.text.strip() or any(map(element.attributes.get, NAMING)):
        return True
    inner = (other for other in page.elements if element in other.within)
    return any(other.attributes.get("alt") for other in inner if other.name == "img")
