"""Every measure is defined in the same words on screen and in the docs, and made of tallies that there are."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from sportello.insights.facts import tallying
from sportello.insights.measures import MEASURES, Measure
from sportello.insights.measures.kinds import How

PAGE = Path(__file__).parents[4] / "docs" / "user" / "measures.md"
SOURCE = Path(tallying.__file__).read_text("utf-8")


def paragraphs() -> dict[str, str]:
    parts = re.split(r"^### ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {
        title: " ".join(text.split("\n## ")[0].split()) for title, _, text in (each.partition("\n") for each in parts)
    }


def test_it_says_the_same_on_screen_and_in_the_docs() -> None:
    with translation.override("en"):
        said = {str(one.title): str(one.definition) for one in MEASURES.values()}
    assert paragraphs() == said


@pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))
def test_it_is_made_of_tallies_that_are_counted(measure: Measure) -> None:
    assert {term.name for term in measure.terms} <= set(re.findall(r'"([a-z_]+)"', SOURCE)) | {
        "first_worked",
        "next_worked",
    }
    assert measure.whole or measure.how not in {How.SHARE, How.RATE, How.QUOTIENT, How.EFFECT}
    assert set(measure.against_all) <= set(measure.breakdowns)
