"""One person, handed over and erased."""

import io
import json
import zipfile

import pytest

from sportello.accounts.models import AuditEntry
from sportello.customers.models import Customer, Handle
from sportello.inbox.models import Message
from sportello.inbox.tests.world import CLEO, NOW, ORDER, RELAY, mail, said
from sportello.retention import person
from sportello.retention.plan import the_plan

from .world import TOLD, bought, resolved, wrote

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("named", [RELAY, RELAY.upper(), ORDER, f" {ORDER} "])
def test_it_finds_a_person_by_any_name_of_theirs(named: str) -> None:
    message = wrote()
    bought(message.thread.channel)
    found = person.find(named)
    assert found is not None
    assert found.customers == (message.thread.customer_id,)
    assert person.find("nobody@elsewhere.example") is None
    assert person.find("") is None


def test_it_hands_over_everything_of_one_person_and_nothing_of_another() -> None:
    message = wrote()
    bought(message.thread.channel)
    said(mail("Zed wants a chair."))
    found = person.find(RELAY)
    assert found is not None
    with zipfile.ZipFile(io.BytesIO(person.export(the_plan(), found, now=NOW))) as archive:
        told = json.loads(archive.read("person.json"))
        raw = archive.read(f"channels.RawContent/{message.envelope_id}.eml")
    assert all(word in json.dumps(told, ensure_ascii=False) for word in TOLD)
    assert b"Nachbar Otto" in raw
    assert "chair" not in json.dumps(told)
    assert [row["text"] for row in told["inbox.Message"]] == [message.text]
    assert AuditEntry.objects.get(act="person.exported").subject_id == message.thread.customer_id


def test_it_erases_one_person_at_once_and_no_other() -> None:
    message = said(mail())
    other = wrote()
    resolved(message)
    found = person.find(CLEO)
    assert found is not None
    done = person.forget(the_plan(), found, now=NOW)
    assert not done.held_orders + tuple(map(str, done.held_threads))
    assert Message.objects.get(pk=message.pk).text == ""
    assert Message.objects.get(pk=other.pk).text != ""
    assert Customer.objects.get(pk=message.thread.customer_id).name == ""
    assert not Handle.objects.filter(value=CLEO).exists()
    assert AuditEntry.objects.get(act="person.erased").subject_id == message.thread.customer_id


def test_it_says_what_is_kept_while_a_ticket_runs() -> None:
    message = wrote()
    bought(message.thread.channel)
    found = person.find(RELAY)
    assert found is not None
    done = person.forget(the_plan(), found, now=NOW)
    assert (done.held_orders, done.held_threads) == ((ORDER,), (message.thread_id,))
    assert Handle.objects.filter(value=RELAY).exists()
