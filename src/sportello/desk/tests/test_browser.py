"""The desk in a real browser: the keyboard, answering, notes, and what arrives while one writes."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from sportello.accounts.testing import ada, ben
from sportello.inbox import handling
from sportello.inbox.models import Direction, Draft, Message, Note, Ticket

from . import world

type Open = Callable[..., Page]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: dict[str, object] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def hear(page: Page, topic: str, **detail: object) -> None:
    """As if the event stream had told it."""
    page.evaluate(
        "([topic, detail]) => document.dispatchEvent(new CustomEvent(`live:${topic}`, { detail }))", [topic, detail]
    )


def answered() -> list[str]:
    return list(Message.objects.filter(direction=Direction.OUT).values_list("text", flat=True))


def test_it_is_worked_by_the_keyboard_from_the_list_to_the_answer(desk: Open, now: datetime) -> None:
    world.ticket("Prima", by="Anna Prima", now=now, due_in=timedelta(minutes=10))
    world.ticket("Seconda", by="Bruno Secondo", now=now, due_in=timedelta(minutes=20))
    page = desk(ada(), "/queue")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#buyer-name")).to_have_text("Bruno Secondo")
    page.wait_for_url(re.compile(r"/tickets/\d+\?view=owed$"))
    page.keyboard.press("r")
    page.keyboard.type("Arriva domani, j k e n.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg--out .msg__text")).to_have_text("Arriva domani, j k e n.")
    expect(page.locator("#answer")).to_have_value("")
    expect(page.locator("#rows .entry")).to_have_count(1)
    assert answered() == ["Arriva domani, j k e n."]


def test_it_goes_back_and_forth_through_the_history(desk: Open, now: datetime) -> None:
    world.ticket(by="Anna Prima", now=now)
    page = desk(ada(), "/queue")
    page.click(".entry__link")
    expect(page.locator("#buyer-name")).to_have_text("Anna Prima")
    page.go_back()
    expect(page.locator(".ticket--none")).to_be_visible()
    page.go_forward()
    expect(page.locator("#buyer-name")).to_have_text("Anna Prima")


def test_it_keeps_a_note_apart_and_calls_a_colleague_by_the_keyboard(desk: Open, now: datetime) -> None:
    ticket, called = world.ticket(now=now), ben()
    page = desk(ada(), f"/tickets/{ticket.pk}")
    page.keyboard.press("n")
    page.keyboard.type("Chiama tu, @b")
    expect(page.locator("#mention-list li:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.type("grazie")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".note .msg__text")).to_have_text("Chiama tu, @Ben grazie")
    expect(page.locator("#note-text")).to_have_value("")
    assert list(Note.objects.get().mentions.all()) == [called]
    assert answered() == []


def test_it_takes_tags_snoozes_and_resolves_by_single_keys(desk: Open, now: datetime) -> None:
    ticket = world.ticket(now=now, due_in=None)
    page = desk(ada(), f"/tickets/{ticket.pk}?view=waiting")
    page.keyboard.press("a")
    expect(page.locator("[name=assignee]").first).to_have_value(str(ada().pk))
    page.keyboard.press("l")
    page.keyboard.type("moka")
    page.keyboard.press("Enter")
    expect(page.locator(".head .chip")).to_have_text("moka")
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Bring back now")).to_be_visible()
    page.keyboard.press("e")
    expect(page.locator("#toasts")).to_contain_text(f"Ticket {ticket.pk} is resolved.")
    assert Ticket.objects.resolved().count() == 1


def test_it_presses_no_shortcut_inside_a_field(desk: Open, now: datetime) -> None:
    ticket = world.ticket(now=now, due_in=None)
    page = desk(ada(), f"/tickets/{ticket.pk}")
    page.click("#answer")
    page.keyboard.type("e a s n ? / g m")
    expect(page.locator("#answer")).to_have_value("e a s n ? / g m")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/queue?view=mine")


def test_it_finds_every_command_by_typing(desk: Open, now: datetime) -> None:
    page = desk(ada(), "/queue")
    page.keyboard.press("Control+k")
    page.keyboard.type("unass")
    expect(page.locator("#palette-list li")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue?view=unassigned")


def test_it_keeps_what_is_being_written(desk: Open, now: datetime) -> None:
    ticket = world.ticket(now=now)
    page = desk(ada(), f"/tickets/{ticket.pk}")
    page.fill("#answer", "Gentile Cleo,")
    expect(page.locator("[data-saved]")).to_have_text("saved")
    assert Draft.objects.get().text == "Gentile Cleo,"
    page.reload()
    expect(page.locator("#answer")).to_have_value("Gentile Cleo,")
    page.keyboard.press("r")
    page.context.set_offline(True)
    page.keyboard.type(" arriva domani.")
    expect(page.locator("[data-saved]")).to_have_text("not saved")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#trouble")).to_contain_text("No connection")
    expect(page.locator("#answer")).to_have_value("Gentile Cleo, arriva domani.")
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_text("saved")
    assert Draft.objects.get().text == "Gentile Cleo, arriva domani."


def test_it_shows_both_when_somebody_else_wrote_too(desk: Open, now: datetime) -> None:
    ticket = world.ticket(now=now)
    page = desk(ada(), f"/tickets/{ticket.pk}")
    handling.save_draft(ticket=ticket, thread=world.thread_of(ticket), text="Di Ben", version=0, by=ben(), now=now)
    page.fill("#answer", "Di Ada")
    expect(page.locator(".conflict__theirs")).to_have_text("Di Ben")
    page.click("[data-keep]")
    expect(page.locator("[data-saved]")).to_have_text("saved")
    assert Draft.objects.get().text == "Di Ada"


def test_it_shows_what_arrives_while_one_writes_and_asks_before_sending(desk: Open, now: datetime) -> None:
    ticket = world.ticket(now=now)
    page = desk(ada(), f"/tickets/{ticket.pk}")
    page.fill("#answer", "La spedisco oggi.")
    message = world.says(world.thread_of(ticket), "Annullate tutto!", at=now)
    hear(page, "ticket", ticket=ticket.pk, what="message", message=message.pk)
    expect(page.locator(f"#m{message.pk}")).to_contain_text("Annullate tutto!")
    expect(page.locator("[data-newer]")).to_be_visible()
    expect(page.locator("#answer")).to_have_value("La spedisco oggi.")
    page.click("[data-send]")
    expect(page.get_by_role("button", name="Send anyway")).to_be_visible()
    expect(page.locator("#answer")).to_have_value("La spedisco oggi.")
    assert answered() == []
    page.click("text=Send anyway")
    expect(page.locator(".msg--out")).to_have_count(1)
    assert answered() == ["La spedisco oggi."]


def test_it_asks_nothing_when_the_newer_message_was_there_before_the_first_word(desk: Open, now: datetime) -> None:
    ticket = world.ticket(now=now)
    page = desk(ada(), f"/tickets/{ticket.pk}")
    message = world.says(world.thread_of(ticket), "Ancora una cosa", at=now)
    hear(page, "ticket", ticket=ticket.pk, what="message", message=message.pk)
    expect(page.locator("[name=seen_up_to]")).to_have_value(str(message.pk))
    page.fill("#answer", "Ecco a entrambe.")
    page.click("[data-send]")
    expect(page.locator(".msg--out")).to_have_count(1)


def test_it_says_who_writes_beside_one(desk: Open, now: datetime) -> None:
    ticket = world.ticket(now=now)
    page = desk(ada(), f"/tickets/{ticket.pk}")
    other = desk(ben(), f"/tickets/{ticket.pk}")
    with other.expect_response(lambda said: "writing=1" in (said.request.post_data or "")):
        other.fill("#answer", "Ci penso io")
    expect(other.locator("#presence")).to_contain_text("Ada is looking")
    hear(page, "ticket", ticket=ticket.pk, what="presence")
    expect(page.locator("#presence")).to_contain_text("Ben is writing…")


def test_it_lets_rows_arrive_without_moving_what_is_under_the_pointer(desk: Open, now: datetime) -> None:
    first = world.ticket(by="Anna Prima", now=now, due_in=timedelta(minutes=30))
    page = desk(ada(), "/queue")
    page.hover(f"#t{first.pk}")
    before = page.locator(f"#t{first.pk}").bounding_box()
    new = world.ticket(by="Urs Gent", now=now, due_in=timedelta(minutes=-5))
    hear(page, "ticket", ticket=new.pk, what="message")
    expect(page.locator("[data-pill]")).to_have_text("↑ New: 1")
    expect(page.locator("[data-announce]")).to_have_text("New: 1")
    assert page.locator(f"#t{first.pk}").bounding_box() == before
    page.click("[data-pill]")
    page.mouse.move(900, 500)
    expect(page.locator("#rows .entry").first).to_contain_text("Urs Gent")
    expect(page.locator("[data-pill]")).to_be_hidden()


def test_it_keeps_ticks_and_focus_when_rows_arrive(desk: Open, now: datetime) -> None:
    one, two = world.tickets(2, now=now)
    page = desk(ada(), "/queue")
    page.mouse.move(900, 500)
    page.keyboard.press("j")
    page.keyboard.press("x")
    new = world.ticket(by="Urs Gent", now=now, due_in=timedelta(minutes=-5))
    hear(page, "ticket", ticket=new.pk, what="message")
    expect(page.locator("#rows .entry")).to_have_count(3)
    expect(page.locator(f"#t{one.pk} .entry__select")).to_be_checked()
    assert page.evaluate("document.activeElement.closest('.entry').id") == f"t{one.pk}"
    expect(page.locator(f"#t{two.pk} .entry__select")).not_to_be_checked()


def test_it_acts_on_a_range_of_rows(desk: Open, now: datetime) -> None:
    made = [world.ticket(by=f"Buyer {n}", now=now, due_in=None) for n in range(5)]
    page = desk(ada(), "/queue?view=waiting")
    ticks = page.locator(".entry__select")
    ticks.nth(1).click()
    ticks.nth(3).click(modifiers=["Shift"])
    expect(page.locator("[data-selected]")).to_have_text("3 selected")
    page.locator("#selection").get_by_role("button", name="Resolve").click()
    expect(page.locator("#toasts")).to_contain_text("3 tickets resolved.")
    expect(page.locator("#rows .entry")).to_have_count(2)
    assert Ticket.objects.resolved().count() == 3
    assert len(made) == 5


def test_it_loads_the_rows_behind_the_fiftieth_when_one_comes_there(desk: Open, now: datetime) -> None:
    world.tickets(60, now=now)
    page = desk(ada(), "/queue")
    expect(page.locator("#rows .entry")).to_have_count(50)
    page.locator("#more").scroll_into_view_if_needed()
    expect(page.locator("#rows .entry")).to_have_count(60)
    expect(page.locator("#more")).to_have_count(0)


def test_it_shows_one_thing_at_a_time_on_a_phone(desk: Open, now: datetime) -> None:
    world.ticket("Dov'è la lampada?", by="Anna Prima", now=now)
    page = desk(ada(), "/queue", **PHONE)
    expect(page.locator("#ticket")).to_be_hidden()
    page.tap(".entry__link")
    expect(page.locator("#said")).to_contain_text("Dov'è la lampada?")
    expect(page.locator("#queue")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.tap(".history__line")
    expect(page.locator("#buyer-name")).to_be_visible()
    page.tap(".buyer__close")
    expect(page.locator("#buyer")).to_be_hidden()
    page.tap("#answer")
    page.keyboard.type("Arriva domani.")
    page.tap("[data-send]")
    expect(page.locator(".msg--out")).to_have_count(1)
    page.tap(".head__back")
    expect(page.locator("#queue")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_it_never_scrolls_sideways_and_gives_fingers_room(desk: Open, now: datetime, width: int) -> None:
    ticket = world.ticket("Straßenbahnhaltestellenverordnung" * 20, by="W" * 80, now=now, subject="x" * 200)
    options: dict[str, object] = PHONE if width == 390 else {"viewport": {"width": width, "height": 768}}
    for path in ("/queue", f"/tickets/{ticket.pk}", f"/tickets/{ticket.pk}#buyer"):
        page = desk(ada(), path, **options)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        if width == 390:
            small = page.evaluate(
                """() => [...document.querySelectorAll("button, .button, select, .entry__link, .nav__way")]
                    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 40
                                     && !one.matches(".head__tag, .head__assign select"))
                    .map((one) => one.outerHTML.slice(0, 80))"""
            )
            assert small == []


def test_it_works_without_scripts(desk: Open, now: datetime) -> None:
    first = world.ticket(by="Anna Prima", now=now)
    second = world.ticket(by="Bruno Secondo", now=now, due_in=None)
    page = desk(ada(), "/queue", java_script_enabled=False)
    page.click(f"#t{first.pk} a")
    page.fill("#answer", "Senza script.")
    page.click("[data-send]")
    expect(page.locator(".msg--out .msg__text")).to_have_text("Senza script.")
    page.click("label[for=mode-note]")
    page.fill("#note-text", "Una nota.")
    page.click("text=Add note")
    expect(page.locator(".note .msg__text")).to_have_text("Una nota.")
    page.goto("/queue?view=waiting")
    page.hover(f"#t{second.pk}")
    page.check(f"#t{second.pk} .entry__select")
    page.locator("#selection").get_by_role("button", name="Resolve").click()
    expect(page.locator("#toasts")).to_contain_text("1 ticket resolved.")
