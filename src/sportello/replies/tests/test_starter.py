"""The macros that an installation starts with: complete, without gaps, and clean for everybody who may see them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sportello.accounts.testing import ada
from sportello.reading.vocabulary import TOPICS
from sportello.replies.macros import files, keeping
from sportello.replies.macros.cases import cases
from sportello.replies.macros.checking import defects
from sportello.replies.macros.files import EditionFile, MacroFiles, NotMacros
from sportello.replies.macros.formatting import locale_of
from sportello.replies.macros.keeping import About
from sportello.replies.macros.proving import ANY, AUDIENCES, open_gaps, prove
from sportello.replies.macros.rendering import render
from sportello.replies.macros.starting import starter_set, take
from sportello.replies.models import Macro, MacroEdition, MacroVerification

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LANGUAGES = {"en", "it", "de", "fr", "es"}


def editions() -> Iterator[tuple[str, EditionFile]]:
    return ((f"{macro.slug}.{one.audience}.{one.language}", one) for macro in starter_set() for one in macro.editions)


def test_it_has_every_edition_that_the_list_names() -> None:
    missing = [
        f"{macro.slug}.{audience}.{language}"
        for macro in starter_set()
        for audience in macro.wanted
        for language in sorted(LANGUAGES)
        if not any((one.audience, one.language) == (audience, language) for one in macro.editions)
    ]
    assert missing == []
    assert all(set(macro.topics) <= set(TOPICS) and macro.topics for macro in starter_set())
    assert all(ANY in macro.wanted or set(macro.wanted) == set(AUDIENCES) for macro in starter_set())


def wrong_with(name: str, one: EditionFile) -> list[str]:
    proof = prove(one.text, audience=one.audience, language=one.language)
    found = [f"{name}: {each.problem.rule} for {each.audience}: {each.words!r}" for each in proof.broken]
    return found + [f"{name}: {each.what}" for each in proof.defects] + [f"{name}: {each}" for each in proof.gaps]


def test_it_leaves_no_gap_in_any_case() -> None:
    gaps = {name: open_gaps(one.text, audience=one.audience, language=one.language) for name, one in editions()}
    assert {name: found for name, found in gaps.items() if found} == {}
    assert {name: found for name, one in editions() if (found := defects(one.text))} == {}


def test_it_breaks_no_rule() -> None:
    """Of every macro one language, of every language a fifth of the macros; the long run reads them all."""
    turn = {macro.slug: sorted(LANGUAGES)[place % len(LANGUAGES)] for place, macro in enumerate(starter_set())}
    some = [(name, one) for name, one in editions() if turn[name.partition(".")[0]] == one.language]
    assert [words for name, one in some for words in wrong_with(name, one)] == []


@pytest.mark.soak
def test_it_breaks_no_rule_in_any_language() -> None:
    assert [words for name, one in editions() for words in wrong_with(name, one)] == []


def test_it_says_something_different_where_nothing_is_known() -> None:
    for name, one in editions():
        texts = {
            case.name: render(one.text, case.situation, locale_of(one.language)).text
            for case in cases(one.audience, one.language)
        }
        assert all(len(text) > 60 for text in texts.values()), name
        assert texts["by_us"] != texts["nothing"], name


@pytest.mark.django_db
def test_it_takes_the_set_in_once_and_leaves_alone_what_is_there() -> None:
    some = starter_set()[:2]
    own = keeping.save_macro(macro=None, about=About(some[0].slug, "Ours"), by=ada(), now=NOW)
    taken = take(macros=some, by=None, now=NOW, trusted=True)
    assert (taken.made, taken.left, taken.unclean) == (1, 1, ())
    assert Macro.objects.get(pk=own.pk).title == "Ours"
    assert MacroVerification.objects.standing().count() == len(some[1].editions) == MacroEdition.objects.count()
    assert take(macros=some, by=None, now=NOW, trusted=True).made == 0


def test_it_writes_files_that_read_the_same() -> None:
    macro = MacroFiles(
        "say-yes",
        "Say “yes”",
        "When\\ever",
        ("other",),
        ("any",),
        (EditionFile("any", "it", "Sì", "Ciao\n\nA presto"),),
    )
    assert files.read(files.write([macro])) == [macro]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "missing"),
        ({"macros.toml": "["}, "macros.toml"),
        ({"macros.toml": "", "x.any.en.liquid": "# X\n\nx"}, "does not name x"),
        ({"macros.toml": "", "../x.any.en.liquid": "# X\n\nx"}, "the name must be"),
        ({"macros.toml": "[[macro]]\nslug = 'x'\ntitle = 'X'", "x.any.en.liquid": "X"}, "first line"),
        ({"macros.toml": "[[macro]]\nslug = 'X Y'\ntitle = 'X'"}, "no slug"),
        ({"macros.toml": "[[macro]]\nslug = 'x'"}, "needs a title"),
    ],
)
def test_it_refuses_files_that_are_no_macros(told: dict[str, str], words: str) -> None:
    with pytest.raises(NotMacros, match=words):
        files.read(told)
