"""The worst day: whatever is killed, whenever, no mail is lost or doubled, and no answer leaves twice by itself."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from sportello.core.postgres import cluster, places
from sportello.sandbox.testing import World, running

from .at_desk import AtDesk
from .house import House, house, place
from .ledger import Ledger
from .mails import ago, by_amazon, by_mail
from .waiting import until

HEALS_WITHIN = 120.0
SETTLES_WITHIN = 180.0
SETTLED_AFTER = 3.0
VICTIMS = {"worker": 8, "watcher": 3, "web": 3, "postmaster": 5, "house": 1}
UNREADABLE = b"\x00\xff no header, no mail %d"
OUTBOX = "SELECT outbox.id, outbox.state, outbox.message_id, outbox.text FROM channels_outbox AS outbox ORDER BY id"
TICKET_OF_OUTBOX = """
SELECT outbox.id, holding.ticket_id FROM channels_outbox AS outbox
JOIN inbox_message AS message ON message.outbox_id = outbox.id
JOIN inbox_holding AS holding ON holding.thread_id = message.thread_id
"""
OWED = """
SELECT holding.ticket_id FROM inbox_obligation AS owed JOIN inbox_holding AS holding ON holding.id = owed.holding_id
WHERE owed.ended_at IS NULL ORDER BY holding.ticket_id
"""


@dataclass
class Day:
    """One day in one house: what the world delivered and what the agent answered."""

    house: House
    world: World
    chance: random.Random
    dsn: str
    postmaster_file: Path
    delivered: dict[bytes, str] = field(default_factory=dict)
    conversations: dict[str, str] = field(default_factory=dict)
    unreadable: int = 0
    answered: dict[int, str] = field(default_factory=dict)
    in_doubt: list[int] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.dsn)
        self.ben = AtDesk(self.house.url)

    def mails_drop_in(self) -> None:
        """A few mails: new conversations, going on with old ones, the same bytes again, and what nobody can read."""
        for _ in range(self.chance.randint(2, 5)):
            kind = self.chance.choices(("new", "more", "again", "unreadable"), (6, 2, 1, 1))[0]
            if kind == "again" and self.delivered:
                self.world.deliver(self.chance.choice(list(self.delivered)))
            elif kind == "unreadable":
                self.unreadable += 1
                self.world.deliver(UNREADABLE % self.unreadable)
            else:
                known = sorted(self.conversations) if kind == "more" else []
                self._writes(self.chance.choice(known or [""]))

    def _writes(self, conversation: str) -> None:
        number, before = len(self.delivered), self.conversations.get(conversation, "")
        conversation = conversation or (f"77aa{number:04d}" if number % 2 else f"cleo{number:04d}")
        text, at = f"Domanda numero {number}: dov'è il pacco?", ago(hours=1)
        mail = (
            by_amazon(text, case=conversation, name="Cleo", order=f"406-1111111-{conversation[4:]:0>7}", at=at)
            if conversation.startswith("77aa")
            else by_mail(text, key=conversation, name="Cleo", at=at, before=before)
        )
        raw = replace(mail, message_id=f"<{number}.{conversation}@posta.example>").raw()
        self.world.deliver(raw)
        self.conversations.setdefault(conversation, f"<{number}.{conversation}@posta.example>")
        self.delivered[raw] = text

    def agent_answers(self) -> None:
        """Ben answers tickets that are owed an answer; where the house failed him he will send the same words again."""
        with suppress(psycopg.Error):
            owed = [ticket for (ticket,) in self.ledger.rows(OWED) if ticket not in self.answered]
            for ticket in owed[:3]:
                self.answered[ticket] = f"Risposta al ticket {ticket}: parte domani."
                try:
                    self.ben.answer(ticket, self.answered[ticket])
                except httpx.HTTPError:
                    self.in_doubt.append(ticket)
                    return

    def something_dies(self) -> None:
        """Kill -9, at once, of one of the processes, of PostgreSQL, or of the house's parent."""
        victim = self.chance.choices(list(VICTIMS), list(VICTIMS.values()))[0]
        self.killed[victim] += 1
        if victim == "house":
            self._house_dies()
        elif victim == "postmaster":
            self._kill(self.postmaster())
        else:
            self._kill(self.chance.choice([*self.doing(victim), 0]))

    def _house_dies(self) -> None:
        """The parent dies, and whoever looks after the machine starts it again."""
        self._kill(self.house.process.pid)
        self.house.process.wait(60)
        self.house.start()
        self.ben.moves_to(self.house.url)

    def _kill(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            if pid:
                os.kill(pid, signal.SIGKILL)

    def doing(self, role: str) -> list[int]:
        """The house's processes that do this: web, worker or watcher, told apart by the sockets they hold."""
        return [child.pid for child in self.children() if self._role(child) == role]

    def _role(self, child: psutil.Process) -> str:
        with suppress(psutil.Error):
            sockets = child.net_connections("tcp")
            if any(each.status == psutil.CONN_LISTEN for each in sockets):
                return "web"
            if any(each.raddr and each.raddr.port == self.world.imap for each in sockets):
                return "watcher"
        return "worker"

    def children(self) -> list[psutil.Process]:
        """The processes that the house started."""
        return list(psutil.Process(self.house.process.pid).children())

    def postmaster(self) -> int:
        """PostgreSQL's first process, 0 when it is being started."""
        try:
            return int(self.postmaster_file.read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return 0

    def is_up(self) -> bool:
        """Whether all of it answers again."""
        with suppress(httpx.HTTPError, psycopg.Error, psutil.Error):
            page = httpx.get(f"{self.house.url}/session", timeout=5, trust_env=False)
            return page.status_code == 200 and len(self.children()) == 4 and self.ledger.number("SELECT 1") == 1
        return False

    def is_quiet(self) -> bool:
        """Whether everything delivered was taken in, and nothing is on its way out any more."""
        with suppress(psycopg.Error):
            waiting = self.ledger.number("SELECT count(*) FROM channels_envelope WHERE state = 'waiting'")
            leaving = self.ledger.number("SELECT count(*) FROM channels_outbox WHERE state IN ('waiting', 'sending')")
            come = self.ledger.number("SELECT count(*) FROM channels_envelope")
            return waiting == leaving == 0 and come == len(self.delivered) + self.unreadable
        return False

    def stands_at_the_server(self) -> Counter[str]:
        """How often each of our mails was received, by Message-ID."""
        return Counter(str(mail["headers"]["Message-ID"]) for mail in self.world.received())


@contextmanager
def day(seed: int) -> Iterator[Day]:
    """An open shop in a house with a database of its own, in a world whose mail server takes its time."""
    with running("--empty") as world, place(embedded=True) as where:
        where.open_shop(world)
        with house(where) as opened:
            world.faults(smtp_delay=0.1)
            dsn = cluster.ensure_running(where.data_dir).dsn("sportello")
            home = places.existing(where.data_dir)
            assert home is not None
            today = Day(opened, world, random.Random(seed), dsn, home.data / "postmaster.pid")
            today.ben.sign_in()
            yield today


def live_through(today: Day, rounds: int) -> None:
    """Mails come, answers are written, something is killed at any moment of that; again and again."""
    for _ in range(rounds):
        today.mails_drop_in()
        today.agent_answers()
        time.sleep(today.chance.uniform(0, 0.8))
        today.something_dies()
        today.mails_drop_in()
    until(today.is_up, seconds=HEALS_WITHIN, every=0.5, what="the house to be up again")
    # Who answers while mail still comes in is asked whether the answer still fits.
    until(today.is_quiet, seconds=SETTLES_WITHIN, every=0.5, what="everything to be taken in")
    for ticket in today.in_doubt:
        today.ben.answer(ticket, today.answered[ticket])
    until(today.is_quiet, seconds=SETTLES_WITHIN, every=0.5, what="everything to be taken in and sent")


def check_what_came(today: Day) -> None:
    """Every mail became one message, every conversation one ticket; only the unreadable is parked."""
    ledger = today.ledger
    said = [text for (text,) in ledger.rows("SELECT text FROM inbox_message WHERE direction = 'in'")]
    assert sorted(said) == sorted(today.delivered.values())
    assert ledger.number("SELECT count(*) FROM inbox_ticket") == len(today.conversations)
    parked = "SELECT count(*) FROM channels_envelope WHERE state = 'parked'"
    assert ledger.number(parked) == today.unreadable
    assert ledger.number(f"{parked} AND reason LIKE '%%no header%%'") == today.unreadable


def check_what_left(today: Day) -> None:
    """Every answer was written once; it left once, or nobody can know and the desk says so, or it did not leave."""
    rows = today.ledger.rows(OUTBOX)
    assert sorted(text for _, _, _, text in rows) == sorted(today.answered.values())
    received = today.stands_at_the_server()
    allowed = {"sent": {1}, "uncertain": {0, 1}, "failed": {0}}
    assert [(state, received[known]) for _, state, known, _ in rows if received[known] not in allowed[state]] == []
    assert set(received) <= {known for _, _, known, _ in rows}


def nothing_is_on_the_wire(today: Day) -> None:
    """Wait for what a worker was still saying to the mail server while the database restarted under it."""
    seen = (today.ledger.rows(OUTBOX), today.stands_at_the_server())
    for _ in range(10):
        time.sleep(SETTLED_AFTER)
        now = (today.ledger.rows(OUTBOX), today.stands_at_the_server())
        if now == seen:
            return
        seen = now
    raise AssertionError("the outbox does not come to rest")


def agent_decides(today: Day) -> None:
    """Ben looks into the mailbox for each answer that is not surely sent; then everything has left exactly once."""
    received, tickets = today.stands_at_the_server(), dict(today.ledger.rows(TICKET_OF_OUTBOX))
    for outbox, state, known, _ in today.ledger.rows(OUTBOX):
        if state == "sent":
            continue
        act = today.ben.say_it_was_sent if received[known] else today.ben.send_again
        act(tickets[outbox], outbox)
    until(today.is_quiet, seconds=SETTLES_WITHIN, every=0.5, what="the last answers to leave")
    everything = today.ledger.rows(OUTBOX)
    assert {state for _, state, _, _ in everything} <= {"sent"}
    assert today.stands_at_the_server() == Counter(known for _, _, known, _ in everything)


def check_headers(today: Day) -> None:
    """What left is whole: an answer to somebody's mail, in its thread."""
    for mail in today.world.received():
        letter = message_from_bytes(today.world.raw(mail))
        assert letter["In-Reply-To"]
        assert letter["In-Reply-To"] in letter["References"].split()


def survive(seed: int, rounds: int) -> Day:
    """Live through a day and check all of it."""
    with day(seed) as today:
        live_through(today, rounds)
        nothing_is_on_the_wire(today)
        check_what_came(today)
        check_what_left(today)
        agent_decides(today)
        check_headers(today)
        return today


def test_it_loses_and_doubles_nothing_whatever_is_killed() -> None:
    today = survive(seed=1, rounds=12)
    assert today.killed["worker"]
    assert today.killed["postmaster"]
    assert len(today.answered) >= 5


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
def test_it_loses_and_doubles_nothing_over_many_days(seed: int) -> None:
    assert survive(seed=seed, rounds=20).killed.total() == 20
