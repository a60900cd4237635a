"""For tests that are about something else: their answers leave nothing open. A pytest plugin.

A test marked `reviewed` has its answers judged as they are.
"""

import sys

import pytest

from sportello.replies.review.cases import Matter, Review, Verdict

REVIEWING = "sportello.inbox.reviewing"


def satisfied(matter: Matter) -> Review:
    """A review that finds every question answered and no data missing."""
    verdicts = tuple(Verdict(question, answered=True, chance=1.0, words=None) for question in matter.questions)
    return Review(verdicts, (), "satisfied")


@pytest.fixture(autouse=True)
def nothing_open(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers of tests leave nothing open, but where a test is marked `reviewed`."""
    if REVIEWING in sys.modules and "reviewed" not in request.keywords:
        monkeypatch.setattr(sys.modules[REVIEWING], "review", satisfied)
