"""Macros by keyboard: found, put at the cursor, the first gap chosen."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from sportello.accounts.testing import ben
from sportello.inbox.models import Attention, Message, MessageReading, Ticket
from sportello.knowledge.testing import published

from .test_macros import TRACKING, edition, waiting
from .world import thread_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def simple(made: Ticket) -> None:
    """The newest message holds one plain question, so that an article is suggested."""
    message = Message.objects.filter(thread=thread_of(made)).latest("pk")
    asked = [{"slug": "where_is_my_order", "confidence": 0.9}]
    values = {"version": "test", "complexity": "low", "topics": asked, "topic_slugs": ["where_is_my_order"]}
    MessageReading.objects.update_or_create(message=message, defaults=values)


def attention() -> set[bool]:
    return {*Attention.objects.values_list("suggested", flat=True)}


def test_it_puts_a_macro_at_the_cursor_and_chooses_the_first_gap(desk: "Callable[..., Page]", now: datetime) -> None:
    edition(now=now)
    edition(f"{TRACKING}\n\n{{{{ fill.answer }}}}, buona giornata.", slug="more", now=now)
    made = waiting(now)
    simple(made)
    published("parcel", topic="where_is_my_order", language="it", title="Il pacco", body="It arrives in three days.")
    page = desk(ben(), f"/tickets/{made.pk}")
    answer = page.locator("#answer")
    answer.fill("Buongiorno Cleo,")
    answer.blur()
    page.keyboard.press("i")
    page.locator("#macros .pick").nth(1).wait_for()
    assert page.locator("#macros .pick[aria-selected=true]").count() == 1
    page.keyboard.type("more")
    page.locator("#macros .pick").nth(1).wait_for(state="detached")
    page.keyboard.press("Enter")
    page.locator("#macros").wait_for(state="hidden")
    text = "Buongiorno Cleo,\n\nIl pacco 084120533718 è in viaggio.\n\n{{ fill.answer }}, buona giornata."
    page.wait_for_function("text => document.getElementById('answer').value === text", arg=text)
    chosen = "(a => a.value.slice(a.selectionStart, a.selectionEnd))(document.getElementById('answer'))"
    assert page.evaluate(chosen) == "{{ fill.answer }}"
    answer.fill("")
    page.keyboard.type("//")
    page.locator("#macros .pick").nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    assert page.locator("#macros .pick").nth(1).get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert answer.input_value() == ""
    assert attention() == {False}
    page.clock.install()
    page.reload()
    page.clock.run_for(1000)
    page.locator("[data-suggested]").first.click()
    page.wait_for_function("() => document.getElementById('answer').value.includes('arrives in three days')")
    assert page.locator("#suggested").is_hidden()
    with page.expect_response("**/attention"):
        page.clock.run_for(15_000)
    assert attention() == {False, True}
