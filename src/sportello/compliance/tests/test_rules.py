"""The rules as data: whole, explained, and true to their own examples."""

import pytest

from sportello.compliance.catalogue import LANGUAGES, Example, Rule, packs, rule, rules_for
from sportello.compliance.checks.registry import CHECKS
from sportello.compliance.judgements import Audience, Context, Kind
from sportello.compliance.lint import lint

RULES = [each for pack in packs() for each in pack.rules]
BREAKING = [(each, example) for each in RULES for example in each.breaks]
INNOCENT = [(each, example) for each in RULES for example in each.innocent]


def found(each: Rule, example: Example) -> set[str]:
    audience = each.audience if each.audience in each.audiences else min(each.audiences)
    context = Context(audience, example.kind, example.language, example.order_number)
    return {problem.rule for problem in lint(example.text, context)}


@pytest.mark.parametrize(("each", "example"), BREAKING, ids=lambda one: getattr(one, "id", ""))
def test_it_finds_what_breaks_a_rule(each: Rule, example: Example) -> None:
    assert each.id in found(each, example)


@pytest.mark.parametrize(("each", "example"), INNOCENT, ids=lambda one: getattr(one, "id", ""))
def test_it_leaves_alone_what_only_looks_like_it(each: Rule, example: Example) -> None:
    assert each.id not in found(each, example)


def test_it_knows_every_rule_of_amazons_guidelines() -> None:
    assert {f"AMZ-{number:02}" for number in range(1, 29)} <= {each.id for each in RULES}
    assert {f"EBY-{number:02}" for number in range(1, 8)} <= {each.id for each in RULES}
    assert {f"WMT-{number:02}" for number in range(1, 8)} <= {each.id for each in RULES}


def test_it_checks_every_rule_or_says_how_it_is_kept() -> None:
    assert [each.id for each in RULES if each.slug not in CHECKS and not each.kept_by] == []


def test_it_explains_every_rule_in_five_languages() -> None:
    for each in RULES:
        assert all(each.explanation[language] for language in LANGUAGES)
    assert rule("AMZ-19").explained("de-CH") == rule("AMZ-19").explanation["de"]
    assert rule("AMZ-19").explained("pl") == rule("AMZ-19").explanation["en"]


def test_it_holds_a_text_for_any_audience_to_the_rules_of_all() -> None:
    text = "Write to help@hearthside.example."
    ids = {problem.rule for problem in lint(text, Context(Audience.ANY, Kind.ARTICLE, "en"))}
    assert {"AMZ-19", "EBY-04", "WMT-08"} <= ids
    assert lint(text, Context(Audience.SHOP, Kind.ARTICLE, "en")) == []


def test_it_says_for_every_channel_and_kind_where_a_link_may_stand() -> None:
    for pack in packs():
        assert {stance.kind for stance in pack.links} == set(Kind)
        assert {stance.answer for stance in pack.links} <= {"yes", "no", "if"}


def test_it_asks_proactive_messages_for_reason_time_and_number() -> None:
    late = Context(Audience.AMAZON, Kind.PROACTIVE, "en", "203-1234567-1234567", "advert", 31, 0, has_opted_out=True)
    again = Context(Audience.AMAZON, Kind.PROACTIVE, "en", "203-1234567-1234567", "review_request", 3, 1)
    assert {"AMZ-01", "AMZ-02", "AMZ-03"} <= {problem.rule for problem in lint("Which colour would you like?", late)}
    assert "AMZ-12" in {problem.rule for problem in lint("Which colour would you like?", again)}
    assert "not_permitted_reason" not in rules_for(Audience.AMAZON, Kind.REPLY)


def test_it_takes_the_confirmation_only_as_one_sentence_with_one_link_once_permitted() -> None:
    text = "Follow your parcel here: https://help.casalume.example/tracking"
    hosts = frozenset({"help.casalume.example"})
    asked = Context(Audience.AMAZON, Kind.CONFIRMATION, "en", help_centre_hosts=hosts)
    permitted = Context(Audience.AMAZON, Kind.CONFIRMATION, "en", confirmations_permitted=True, help_centre_hosts=hosts)
    assert {"AMZ-C1", "AMZ-14"} <= {problem.rule for problem in lint(text, asked)}
    assert lint(text, permitted) == []
