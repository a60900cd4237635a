"""What comes before buyers, and what goes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from sportello.accounts.testing import ada, ben, cora
from sportello.business.policy import stating
from sportello.business.policy.finding import Fact
from sportello.business.policy.values import Kind
from sportello.compliance.judgements import Context, Problem, Severity
from sportello.knowledge import checking, publishing, reviewing, verdicts, writing
from sportello.knowledge.models import Edition, PublicationEnd, ScheduleEnd, Version
from sportello.knowledge.publishing import CannotPublish
from sportello.knowledge.shelf import visible
from sportello.knowledge.testing import LONG_AGO, draft
from sportello.knowledge.texts import Text

pytestmark = pytest.mark.django_db
NOW = LONG_AGO + timedelta(days=3)
SOON = NOW + timedelta(hours=2)

type Rules = Callable[[str, Context], list[Problem]]


@pytest.fixture(autouse=True)
def _rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules of which a test knows what they say: "shouting" is forbidden on Amazon, "perhaps" is for a lead."""

    def lint(text: str, context: Context) -> list[Problem]:
        found = []
        if "shouting" in text and context.audience in {"amazon", "any"}:
            found.append(
                Problem("T-1", "shouting", Severity.BLOCKER, text.index("shouting"), text.index("shouting") + 8)
            )
        if "perhaps" in text:
            found.append(Problem("T-2", "perhaps", Severity.NEEDS_APPROVAL, 0, 3, is_certain=False))
        return found

    monkeypatch.setattr(checking, "lint", lint)


def version_of(edition: Edition, body: str | None = None) -> Version:
    if body is not None:
        writing.save(edition=edition, text=Text("Late", body=body), base=edition.versions.count(), by=cora(), now=NOW)
        edition.refresh_from_db()
    assert edition.latest is not None
    return edition.latest


def read_by(audience: str) -> list[str]:
    return [edition.published.body for edition in visible(audience, "en", None, NOW) if edition.published]


def test_it_publishes_one_version_at_a_time() -> None:
    edition = draft()
    first = publishing.publish(version=version_of(edition, "one"), by=cora(), now=NOW)
    publishing.publish(version=version_of(edition, "two"), by=cora(), now=NOW)
    first.refresh_from_db()
    assert first.ended_as == PublicationEnd.REPLACED
    assert read_by("any") == ["two"]


def test_it_leaves_the_published_text_alone_while_people_write() -> None:
    edition = draft()
    publishing.publish(version=version_of(edition, "one"), by=cora(), now=NOW)
    version_of(edition, "two")
    assert edition.has_newer_text
    assert read_by("any") == ["one"]


def test_it_keeps_back_what_breaks_a_rule_of_its_audience() -> None:
    edition = draft(audience="amazon")
    with pytest.raises(CannotPublish) as refused:
        publishing.publish(version=version_of(edition, "shouting"), by=ada(), now=NOW)
    assert [found["words"] for found in refused.value.verdicts[0].problems] == ["shouting"]
    assert not refused.value.needs_a_lead


def test_it_hides_an_edition_for_everybody_where_it_breaks_a_rule() -> None:
    edition = draft()
    publishing.publish(version=version_of(edition, "shouting"), by=cora(), now=NOW)
    assert (read_by("amazon"), read_by("any")) == ([], [])
    assert read_by("shop") == ["shouting"]


def test_it_publishes_no_open_place() -> None:
    edition = draft()
    with pytest.raises(CannotPublish) as refused:
        publishing.publish(version=version_of(edition, "Send it to {{ fill.return_address }}"), by=ada(), now=NOW)
    assert {found["rule"] for verdict in refused.value.verdicts for found in verdict.problems} == {checking.GAP}


def test_it_takes_a_leads_word_for_what_a_rule_doubts() -> None:
    edition = draft()
    version = version_of(edition, "perhaps")
    with pytest.raises(CannotPublish) as refused:
        publishing.publish(version=version, by=cora(), now=NOW)
    assert refused.value.needs_a_lead
    review = reviewing.ask(version=version, by=cora(), now=NOW)
    reviewing.decide(review=review, approve=True, by=ada(), now=NOW)
    publishing.publish(version=version, by=cora(), now=NOW)
    assert read_by("shop") == ["perhaps"]


def test_it_takes_no_agents_word_for_a_leads() -> None:
    version = version_of(draft(), "perhaps")
    review = reviewing.ask(version=version, by=cora(), now=NOW)
    reviewing.decide(review=review, approve=True, by=ben(), now=NOW)
    with pytest.raises(CannotPublish):
        publishing.publish(version=version, by=cora(), now=NOW)


def test_it_publishes_by_itself_on_the_day() -> None:
    edition = draft()
    plan = publishing.schedule(version=version_of(edition, "planned"), due_at=SOON, by=cora(), now=NOW)
    assert publishing.publish_due(now=NOW) == 0
    assert publishing.publish_due(now=SOON) == 1
    assert publishing.publish_due(now=SOON) == 0
    plan.refresh_from_db()
    assert plan.ended_as == ScheduleEnd.PUBLISHED
    assert read_by("any") == ["planned"]


def test_it_plans_nothing_for_the_past_and_lets_a_plan_be_called_off() -> None:
    edition = draft()
    with pytest.raises(ValueError, match="over"):
        publishing.schedule(version=version_of(edition), due_at=NOW, by=cora(), now=NOW)
    plan = publishing.schedule(version=version_of(edition), due_at=SOON, by=cora(), now=NOW)
    publishing.call_off(edition=edition, by=cora(), now=NOW)
    plan.refresh_from_db()
    assert plan.ended_as == ScheduleEnd.CANCELLED
    assert publishing.publish_due(now=SOON) == 0


def test_it_asks_the_rules_again_on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = draft()
    plan = publishing.schedule(version=version_of(edition, "fine"), due_at=SOON, by=cora(), now=NOW)
    monkeypatch.setattr(checking, "lint", lambda text, context: [Problem("T-3", "new", Severity.BLOCKER, 0, 1)])
    assert publishing.publish_due(now=SOON) == 0
    plan.refresh_from_db()
    assert plan.ended_as == ScheduleEnd.REFUSED
    assert read_by("shop") == []


def test_it_takes_down_what_has_run_out() -> None:
    edition = draft()
    publishing.publish(version=version_of(edition, "christmas"), by=cora(), now=NOW, until=SOON)
    assert read_by("any") == ["christmas"]
    assert publishing.publish_due(now=SOON) == 1
    edition.refresh_from_db()
    assert edition.published is None


def test_it_withdraws_and_archives_with_a_reason() -> None:
    edition = draft()
    publication = publishing.publish(version=version_of(edition, "x"), by=cora(), now=NOW)
    publishing.withdraw(edition=edition, by=ada(), now=NOW, why="The window changed")
    publication.refresh_from_db()
    assert (publication.ended_as, publication.ended_by, publication.why) == ("withdrawn", ada(), "The window changed")
    publishing.archive(edition=edition, by=cora(), now=NOW)
    assert list(Edition.objects.archived()) == [edition]
    publishing.bring_back(edition=edition, by=cora(), now=NOW)
    assert list(Edition.objects.at_work()) == [edition]


def test_it_brings_an_archived_edition_back_by_publishing_it() -> None:
    edition = draft()
    publishing.archive(edition=edition, by=cora(), now=NOW)
    publishing.publish(version=version_of(edition), by=cora(), now=NOW)
    assert not Edition.objects.archived().exists()


def test_it_judges_anew_when_the_rules_change(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = draft()
    publishing.publish(version=version_of(edition, "fine"), by=cora(), now=NOW)
    assert verdicts.judge_stale(now=NOW) == []
    monkeypatch.setattr(checking, "lint", lambda text, context: [Problem("T-3", "new", Severity.BLOCKER, 0, 1)])
    assert verdicts.judge_stale(now=NOW) == []
    monkeypatch.setattr(checking, "rule_pack", lambda: "newer")
    assert verdicts.judge_stale(now=NOW) == [edition]
    assert read_by("shop") == []
    assert verdicts.judge_stale(now=NOW) == []


def test_it_judges_anew_when_a_value_in_the_text_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid_ninety(text: str, context: Context) -> list[Problem]:
        return [Problem("T-4", "ninety", Severity.BLOCKER, 0, 1)] if "90" in text else []

    monkeypatch.setattr(checking, "lint", forbid_ninety)
    fact = Fact("return_window", Kind.DAYS, {"count": 30}, LONG_AGO.date())
    stating.state(fact=fact, by=cora(), now=NOW)
    using, other = draft("using", body="Within {{ policy.return_window }}."), draft("other")
    for edition in (using, other):
        publishing.publish(version=version_of(edition, "fine"), by=cora(), now=NOW)
    Version.objects.filter(edition=using).update(body="Within {{ policy.return_window }}.")
    verdicts.judge_stale(now=NOW)
    assert verdicts.judge_stale(now=NOW) == []
    stating.state(fact=replace(fact, value={"count": 90}), by=cora(), now=NOW)
    assert [edition for edition, _version in verdicts.stale(now=NOW)] == [using]
    assert verdicts.judge_stale(now=NOW) == [using]
    assert using.pk not in {edition.pk for edition in visible("shop", "en", None, NOW)}
