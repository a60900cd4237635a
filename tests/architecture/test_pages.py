"""What the templates promise holds for the pages themselves, forms of Django's included."""

import logging
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from django.http import HttpResponse
from django.test import Client

from sportello.accounts.testing import ada

from . import rules
from .addresses import addresses
from .markup import Page
from .repository import report

pytestmark = pytest.mark.django_db

type Answers = list[tuple[str, HttpResponse]]


@pytest.fixture
def answers(caplog: pytest.LogCaptureFixture, db: None) -> Answers:
    """What everybody and the owner get wherever a page can be asked for."""
    caplog.set_level(logging.ERROR, "django.request")
    return _answers()


@cache
def _answers() -> Answers:
    """Asked once for all tests: they only look."""
    stranger, owner = Client(), Client()
    owner.force_login(ada())
    asked = [(address.path, client.get(address.path)) for address in addresses() for client in (stranger, owner)]
    whole = ((path, answer) for path, answer in asked if isinstance(answer, HttpResponse))
    return [(path, answer) for path, answer in whole if answer.status_code in {200, 404, 410}]


def html(answers: Answers) -> Iterator[tuple[str, Page]]:
    return (
        (path, Page(answer.text)) for path, answer in answers if answer.headers["Content-Type"].startswith("text/html")
    )


def test_it_sends_the_same_strict_policy_with_every_page(answers: Answers) -> None:
    assert len(answers) > 10
    policies = {path: answer.headers.get("Content-Security-Policy", "none") for path, answer in answers}
    report(
        "Leave the policy as the settings have it: own files only, nothing inline, nothing evaluated:",
        (
            f"{path}: {policy}"
            for path, policy in policies.items()
            if "default-src 'none'" not in policy or "script-src 'self';" not in f"{policy};" or "unsafe" in policy
        ),
    )


def test_it_obeys_its_policy_on_every_page(answers: Answers) -> None:
    report(
        "Forbidden by the policy:",
        {f"{path}:{broken}" for path, page in html(answers) for broken in rules.unsafe(page)},
    )


def test_it_names_every_control_of_every_page(answers: Answers) -> None:
    report(
        "Whoever cannot see the page needs its words:",
        {f"{path}:{broken}" for path, page in html(answers) for broken in rules.unnamed(page)},
    )


def test_it_gives_an_id_once_and_refers_only_to_those_there_are(answers: Answers) -> None:
    report("Mend the ids:", {f"{path}: {broken}" for path, page in html(answers) for broken in _wrong_ids(page)})


def _wrong_ids(page: Page) -> Iterator[str]:
    given = Counter(element.attributes["id"] for element in page.elements if "id" in element.attributes)
    yield from (f"{times} times id={name}" for name, times in given.items() if times > 1)
    for element in page.elements:
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form"):
            for name in element.attributes.get(attribute, "").split():
                if name not in given:
                    yield f"<{element.name}> {attribute}={name}, which is not on the page"


def test_it_is_a_whole_page_with_a_language_a_title_and_one_heading(
    answers: Answers,
) -> None:
    report("Complete the page:", {f"{path}: {wanting}" for path, page in html(answers) for wanting in _wanting(page)})


def _wanting(page: Page) -> Iterator[str]:
    # A drawing has titles of its own.
    outside = [e for e in page.elements if all(outer.name != "svg" for outer in e.within)]
    elements = {name: [e for e in outside if e.name == name] for name in ("html", "title", "h1", "main")}
    if not elements["html"]:
        return  # a part that is put into a page
    if not elements["html"][0].attributes.get("lang"):
        yield "no language"
    for name in ("title", "h1", "main"):
        if len(elements[name]) != 1:
            yield f"{len(elements[name])} times <{name}>"
