"""Whatever anybody writes, and whichever way it takes: this holds of every row of the outbox to Amazon's buyers."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sportello.channels.models import Outbox
from sportello.inbox import alike, tasks
from sportello.inbox.answering_all import Part, send_all
from sportello.inbox.courtesy import Way
from sportello.inbox.models import AlikeRound, Message
from sportello.inbox.refusing import CannotSend
from sportello.inbox.replying import send
from sportello.replies.macros.formatting import locale_of
from sportello.replies.macros.rendering import Situation, render

from .amazons_texts import TEXTS, may_stand
from .world import NOW, agent, amazon, said, ticket_of


def by_composer(message: Message, text: str) -> None:
    """One answer in one conversation, as the act and an interface for programs send it."""
    send(ticket=ticket_of(message), thread=message.thread, text=text, by=agent("Ben"), now=NOW)


def as_part(message: Message, text: str, way: Way) -> None:
    """One answer for all conversations of a ticket, as the composer sends it."""
    parts = [Part(message.thread_id, way, text)]
    send_all(ticket=ticket_of(message), parts=parts, by=agent("Ben"), now=NOW, decisions=None)


def by_macro(message: Message, text: str) -> None:
    """A macro that says it, in which something is unknown when the buyer's name is."""
    source = "Buongiorno {{ buyer.name }}, {{ fill.answer }}" if "{{" in text else f"Buongiorno. {text}"
    rendered = render(source, Situation({"buyer.name": text}), locale_of("it"))
    as_part(message, rendered.text, Way.FULL)


def by_name(message: Message, text: str) -> None:
    """An innocent macro, and a buyer who calls themselves so."""
    rendered = render("Buongiorno {{ buyer.name }}.", Situation({"buyer.name": text}), locale_of("it"))
    as_part(message, rendered.text, Way.FULL)


def alike_by_worker(message: Message, text: str) -> None:
    """One text for many tickets: worded for each, sent by the worker when nobody looks."""
    ticket = ticket_of(message)
    (worded,) = alike.worded(tickets=[ticket], text=text)
    answers = [alike.ToSend(ticket, worded.parts, worded.seen_up_to)]
    begun = alike.begin(key=uuid4(), answers=answers, by=agent("Ben"), now=NOW)
    tasks.send_alike(begun.pk)


def alike_after_a_crash(message: Message, text: str) -> None:
    """The same in words an agent changed, taken up by the scheduled task because the worker was killed."""
    ticket, parts = ticket_of(message), [Part(message.thread_id, Way.FULL, text)]
    alike.begin(key=uuid4(), answers=[alike.ToSend(ticket, parts, message.pk)], by=agent("Ben"), now=NOW)
    tasks.finish_alike(0)
    assert not AlikeRound.objects.filter(answers__state="waiting").exists()


WAYS: dict[str, Callable[[Message, str], None]] = {
    "composer": by_composer,
    "all": lambda message, text: as_part(message, text, Way.FULL),
    "notice": lambda message, text: as_part(message, text, Way.NOTICE),
    "macro": by_macro,
    "name": by_name,
    "alike": alike_by_worker,
    "automatic": alike_after_a_crash,
}


def left(way: str, text: str, message: Message) -> list[str]:
    """What stands in the outbox after somebody tried to answer so; nothing of it is kept."""
    with transaction.atomic():
        try:
            WAYS[way](message, text)
        except CannotSend:
            assert not Outbox.objects.exists()
        found = list(Outbox.objects.values_list("text", flat=True))
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_it_holds_nothing_that_no_rule_allows_and_lets_out_what_is_fine() -> None:
    message, tried, sent = said(amazon("Dov'è il mio pacco?")), Counter[str](), Counter[str]()

    @settings(max_examples=50, deadline=None, derandomize=True, database=None)
    @given(text=TEXTS, way=st.sampled_from(sorted(WAYS)))
    def whichever_way(text: str, way: str) -> None:
        rows = left(way, text, message)
        tried[way] += 1
        sent[way] += bool(rows)
        for row in rows:
            assert may_stand(row), (way, row)

    for way in WAYS:
        whichever_way = example(text="Grazie per la domanda", way=way)(whichever_way)
    whichever_way()
    assert all(sent[way] for way in WAYS), sent
    assert sum(sent.values()) >= sum(tried.values()) / 4, (sent, tried)


WRITERS = {"create", "bulk_create", "get_or_create", "update_or_create", "acreate", "abulk_create", "bulk_update"}
WORDS_OF_A_ROW = {"text", "recipient", "subject", "files"}
RELATED = {"Outbox": "outbox", "BegunMessage": "begun"}
TABLES = r"channels_(?:outbox|begunmessage)"
STATEMENT = re.compile(rf"(?i)\binsert\s+into\s+\W?{TABLES}\b|\bupdate\s+\W?{TABLES}\W?\s+set\b.*\btext\b")


def written_to(tree: ast.Module, model: str = "Outbox") -> Iterator[int]:
    """The lines where a source makes rows of the outbox, or of another model, or changes what they say."""
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == model
    } | {model}
    for node in ast.walk(tree):
        if _states(node) or _writes(node, names, RELATED[model]):
            yield getattr(node, "lineno", 0)


def _states(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(STATEMENT.search(node.value))


def _writes(call: ast.AST, names: set[str], related: str) -> bool:
    if not isinstance(call, ast.Call):
        return False
    function = call.func
    if isinstance(function, ast.Name | ast.Attribute) and _last(function) in names:
        return True
    if not isinstance(function, ast.Attribute):
        return False
    is_theirs = bool((names | {related}) & {*_chain(function.value)})
    changes = function.attr == "update" and any(word.arg in WORDS_OF_A_ROW for word in call.keywords)
    return is_theirs and (function.attr in WRITERS or changes)


def _last(function: ast.Name | ast.Attribute) -> str:
    return function.id if isinstance(function, ast.Name) else function.attr


def _chain(node: ast.expr) -> Iterator[str]:
    """The names along `a.b(...).c`, the last first."""
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            yield node.attr
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name):
        yield node.id


@pytest.mark.parametrize(("model", "where"), [("Outbox", "inbox/replying.py"), ("BegunMessage", "inbox/beginning.py")])
def test_it_is_written_to_in_one_place_only(model: str, where: str) -> None:
    root, related = Path(__file__).parents[2], RELATED[model]
    sources = {file: file.read_text() for file in root.rglob("*.py") if not {"tests", "migrations"} & {*file.parts}}
    named = {file: ast.parse(source) for file, source in sources.items() if related in source.lower()}
    assert [file.relative_to(root).as_posix() for file in named if [*written_to(named[file], model)]] == [where]


@pytest.mark.parametrize(
    "source",
    [
        "Outbox.objects.create(text=text)",
        "models.Outbox(text=text).save()",
        "from a import Outbox as Row\nRow.objects.filter(pk=1).update(text=text)",
        "channel.outbox.create(text=text)",
        "cursor.execute('INSERT INTO channels_outbox (text) VALUES (%s)', [text])",
    ],
)
def test_it_sees_every_way_of_writing_to_it(source: str) -> None:
    assert [*written_to(ast.parse(source))]
    assert not [*written_to(ast.parse("Outbox.objects.filter(pk=1).update(state=state)"))]
