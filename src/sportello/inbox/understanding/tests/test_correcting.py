"""Agents correct what reading found; what they say counts, is kept, and teaches."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.core.models import Event
from sportello.inbox.models import Correction, Message
from sportello.inbox.tests.reading import reading
from sportello.inbox.tests.world import NOW, agent, mail, said, ticket_of
from sportello.inbox.understanding.correcting import CannotCorrect, correct, exported
from sportello.inbox.understanding.judging import Corrected, risks_that_count, topics_that_count
from sportello.reading.labelled import case_messages
from sportello.reading.vocabulary import TOPICS

SLUGS = st.lists(st.sampled_from(TOPICS), unique=True)


def heard(text: str = "Where is my parcel? I call a lawyer.", *, sure: bool = True) -> Message:
    with reading(sure=sure):
        return said(mail(text))


@pytest.mark.django_db
def test_it_lets_an_agent_add_and_take_away() -> None:
    message, ada = heard(), agent("Ada", role="owner")
    correct(message=message, kind="topic", slug="invoice", holds=True, by=ada, now=NOW)
    correct(message=message, kind="topic", slug="where_is_my_order", holds=False, by=ada, now=NOW)
    correct(message=message, kind="risk", slug="legal", holds=False, by=ada, now=NOW)
    ticket = ticket_of(message)
    assert (ticket.topics, ticket.risks, ticket.at_risk) == (["invoice"], [], False)
    assert set(Correction.objects.values_list("version", flat=True)) == {"test.1"}


@pytest.mark.django_db
def test_it_changes_nothing_when_the_same_is_said_twice_and_takes_a_word_back() -> None:
    message, ada = heard(), agent("Ada", role="owner")
    for _ in range(2):
        correct(message=message, kind="risk", slug="legal", holds=False, by=ada, now=NOW)
    assert Event.objects.filter(kind="reading.corrected").count() == 1
    correct(message=message, kind="risk", slug="legal", holds=True, by=ada, now=NOW)
    assert ticket_of(message).at_risk
    assert Correction.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "slug"), [("topic", "nonsense"), ("risk", "invoice"), ("mood", "claim"), ("", "")])
def test_it_refuses_what_reading_has_no_word_for(kind: str, slug: str) -> None:
    message = heard()
    with pytest.raises(CannotCorrect):
        correct(message=message, kind=kind, slug=slug, holds=True, by=agent("Ada"), now=NOW)


@pytest.mark.django_db
def test_it_shows_no_topic_where_reading_is_not_sure_until_somebody_says_one() -> None:
    message = heard(sure=False)
    assert ticket_of(message).topics == []
    correct(message=message, kind="topic", slug="where_is_my_order", holds=True, by=agent("Ada"), now=NOW)
    assert ticket_of(message).topics == ["where_is_my_order"]


@pytest.mark.django_db
def test_it_exports_corrected_messages_as_the_examples_that_training_reads(tmp_path: Path) -> None:
    import json

    heard("Thanks for nothing")
    message = heard("Where is my parcel? I call a lawyer. My refund?")
    correct(message=message, kind="topic", slug="refund_status", holds=False, by=agent("Ada"), now=NOW)
    file = tmp_path / "corrections.jsonl"
    file.write_text("\n".join(json.dumps(one) for one in exported()), "utf-8")
    (example,) = case_messages(file)
    assert example.topics == {"where_is_my_order"}
    assert example.risks == {"legal"}
    assert [example.body[wish.start : wish.end] for wish in example.wishes] == ["Where"]


@pytest.mark.django_db
def test_it_exports_neither_names_nor_numbers(tmp_path: Path) -> None:
    import json

    text = "Hello, my name is Cleo Conti, via Roma 12. Where is my parcel 302-7654321-1234567?\nRegards\nCleo Conti"
    message = heard(text)
    correct(message=message, kind="risk", slug="claim", holds=True, by=agent("Ada"), now=NOW)
    file = tmp_path / "corrections.jsonl"
    file.write_text("\n".join(json.dumps(one) for one in exported()), "utf-8")
    (example,) = case_messages(file)
    assert not any(char.isdigit() for char in example.body + example.subject)
    assert "Cleo" not in example.body
    assert "Roma" not in example.body
    assert [example.body[wish.start : wish.end] for wish in example.wishes] == ["Where"]


@given(found=SLUGS, sure=st.booleans(), corrected=st.dictionaries(st.sampled_from(TOPICS), st.booleans()))
def test_it_never_counts_what_an_agent_took_away(found: list[str], sure: bool, corrected: dict[str, bool]) -> None:
    said_by_agents = [Corrected(slug, holds) for slug, holds in corrected.items()]
    counted = topics_that_count(found, sure=sure, corrected=said_by_agents)
    assert not {slug for slug, holds in corrected.items() if not holds} & set(counted)
    assert len(counted) == len(set(counted)) <= 4
    assert counted == ["other"] or "other" not in counted
    risks = risks_that_count(found, corrected=said_by_agents)
    assert {slug for slug, holds in corrected.items() if holds} <= set(risks)
