"""From what the events of a circle tell to its facts, as of a moment. Pure.

Everything of a ticket counts for the issue of its root: the ticket at which the merges that stand end.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from .history import ANSWERED, Due, Heard, History, Said, read
from .values import About, Answer, Circle, Happened, Issue, Owed, Repeat, Stretch, Suggestion, Work, in_order

OTHER: Final = "other"
HARDER: Final = {"low": 1, "high": 2}
DAY: Final = 24 * 3600


@dataclass(slots=True)
class Group:
    """What belongs to one root."""

    root: int
    members: list[int] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    again: list[tuple[int, int]] = field(default_factory=list)
    worked: dict[tuple[int, date], int] = field(default_factory=dict)

    def attend(self, one: Stretch) -> None:
        """Add a stretch of attention; one that has no length yet adds nothing."""
        if one.seconds:
            self.worked[one.agent, one.day] = self.worked.get((one.agent, one.day), 0) + one.seconds


def fold(events: Iterable[Happened], stretches: Iterable[Stretch], *, now: int) -> Circle:
    """The facts of one circle from all of its events, in the order of their ids, and all attention to its tickets.

    `now` (seconds since 1970) decides what is late and which windows are over.
    """
    history = read(events)
    groups = _grouped(history, stretches)
    owed, issues, answers, repeats, work = [], [], [], [], []
    for group in groups.values():
        about = _about(history, group)
        ours = _answers(group, about, now)
        written = _repeats(history, group, about, ours)
        turns = _turns(group.due)
        owed += [_owed(one, group.root, turns.get(one.id, 0), now) for one in group.due]
        issues += _issues(history, group, about, ours, turns, now)
        answers += _with_again(ours, written)
        repeats += written
        work += [Work(group.root, agent, day, secs) for (agent, day), secs in group.worked.items()]
    return in_order(Circle(issues, owed, answers, repeats, _suggestions(history), work))


def at(seconds: int) -> datetime:
    """A moment of the events as a time."""
    return datetime.fromtimestamp(seconds, UTC)


def _grouped(history: History, stretches: Iterable[Stretch]) -> Mapping[int, Group]:
    roots = {ticket: history.holder(ticket) for ticket in history.began}
    groups = {root: Group(root) for root in sorted({*roots.values()})}

    def of(ticket: int) -> Group | None:
        return groups.get(roots.get(ticket, 0))

    for ticket, root in roots.items():
        groups[root].members.append(ticket)
    for heard in history.heard.values():
        if group := of(history.home_of(heard.thread, heard.id)):
            group.heard.append(heard)
            _note_again(history, heard, group, of)
    _sort_in(history, of)
    for one in stretches:
        if group := of(one.ticket):
            group.attend(one)
    return groups


def _sort_in(history: History, of: Callable[[int], Group | None]) -> None:
    """Give every answer and every obligation to the issue it belongs to."""
    for said in history.said.values():
        if said.arrived and (group := of(history.home_of(said.thread, said.id) or said.ticket)):
            group.said.append(said)
    for due in history.due.values():
        if group := of(due.home):
            group.due.append(due)


def _note_again(history: History, heard: Heard, group: Group, of: Callable[[int], Group | None]) -> None:
    """A repeat contact counts for the issue that it repeats, wherever it was written."""
    if again := history.again.get(heard.id):
        (of(again.of) or group).again.append((heard.sent, heard.id))


def _about(history: History, group: Group) -> About:
    heard = sorted((one for one in group.heard if one.live), key=lambda one: (one.sent, one.id))
    known = [history.about[ticket] for ticket in group.members if ticket in history.about]
    order: Mapping[str, Any] = history.about[group.root][1] if group.root in history.about else {}
    if not order.get("order") and known:
        order = max(known, key=lambda each: each[0])[1]
    return About(
        channel=heard[0].channel if heard else _began_channel(history, group.root),
        language=next((one.language for one in reversed(heard) if one.language), ""),
        topics=topics_of(heard),
        risks=tuple(sorted({risk for one in heard for risk in one.risks})),
        complexity=max((one.complexity for one in heard), key=lambda each: HARDER.get(each, 0), default=""),
        **{name: order[name] for name in ("order", "product", "carrier", "country", "fulfilled_by") if name in order},
    )


def topics_of(heard: Sequence[Heard]) -> tuple[str, ...]:
    """The topics of messages, in alphabetical order; a thanks ("other") says nothing beside a topic."""
    found = {topic for one in heard for topic in one.topics}
    return tuple(sorted(found - {OTHER} or found))


def _began_channel(history: History, ticket: int) -> int:
    data: Any = history.began[ticket].data
    return int(data.get("channel", 0))


def _turns(due: Iterable[Due]) -> dict[int, int]:
    """Whose turn an obligation was: 1 the one that got the first response, 2 those that began after it."""
    answered = sorted(
        (one for one in due if one.ended is not None and one.ended_as in ANSWERED), key=lambda one: (one.opened, one.id)
    )
    if not answered:
        return {}
    first = answered[0]
    later = {one.id: 2 for one in answered[1:] if first.ended is not None and one.opened >= first.ended}
    return {first.id: 1, **later}


def _owed(one: Due, root: int, turn: int, now: int) -> Owed:
    late = one.due < (now if one.ended is None else one.ended)
    return Owed(
        obligation=one.id,
        root=root,
        channel=one.channel,
        opened_at=at(one.opened),
        due_at=at(one.due),
        ended_at=None if one.ended is None else at(one.ended),
        ended_as=one.ended_as,
        agent=one.agent,
        worked=one.worked,
        turn=turn,
        hit=None if one.ended is None and not late else not late,
    )


def _answers(group: Group, about: About, now: int) -> list[Answer]:
    said = sorted(group.said, key=lambda one: (one.sent, one.id))
    first = next((one.id for one in said if one.kind != "notice"), 0)
    return [_answer(one, group.root, about, is_first=one.id == first, now=now) for one in said]


def _answer(one: Said, root: int, about: About, *, is_first: bool, now: int) -> Answer:
    data, settles = one.data, one.sent + one.window * DAY
    return Answer(
        message=one.id,
        root=root,
        ticket=one.ticket,
        about=replace(about, channel=one.channel, language=one.language or about.language),
        at=at(one.sent),
        kind=one.kind,
        agent=one.agent,
        settles_at=at(settles),
        settled=settles <= now,
        is_first=is_first,
        macros=one.macros,
        articles=one.articles,
        reviewed="asked" in data,
        asked=data.get("asked", 0),
        left_open=data.get("open", 0),
        missing=tuple(data.get("missing", ())),
    )  # fmt: skip


def _repeats(history: History, group: Group, about: About, answers: Sequence[Answer]) -> list[Repeat]:
    return [_repeat(history, message, group.root, about, answers) for _sent, message in sorted(group.again)]


def _repeat(history: History, message: int, root: int, about: About, answers: Sequence[Answer]) -> Repeat:
    heard, again = history.heard[message], history.again[message]
    moment = at(heard.sent)
    before = next((one for one in reversed(answers) if one.kind != "notice" and one.at <= moment), None)
    return Repeat(
        message=message,
        root=root,
        ticket=again.ticket,
        of=again.of,
        subject=replace(
            about,
            channel=heard.channel,
            language=heard.language,
            topics=topics_of([heard]),
            risks=tuple(sorted(heard.risks)),
            complexity=heard.complexity,
        ),
        at=moment,
        reason=again.reason,
        about=again.about,
        corrected=again.corrected,
        answer=before.message if before else 0,
        agent=before.agent if before else 0,
    )


def _with_again(answers: Sequence[Answer], repeats: Sequence[Repeat]) -> list[Answer]:
    """Answers with the first repeat contact that each led to: who still waited for us says nothing of the answer."""

    first: dict[int, Repeat] = {}
    for one in repeats:
        if one.reason != "no_answer":
            first.setdefault(one.answer, one)
    return [
        replace(each, again_at=again.at, again_why=again.reason, again_about=again.about)
        if (again := first.get(each.message)) and again.at <= each.settles_at
        else each
        for each in answers
    ]


def _issues(
    history: History, group: Group, about: About, answers: Sequence[Answer], turns: Mapping[int, int], now: int
) -> list[Issue]:
    return [
        _whole(history, group, about, answers, turns, now) if ticket == group.root else _part(history, ticket, group)
        for ticket in group.members
    ]


def _part(history: History, ticket: int, group: Group) -> Issue:
    """A ticket that was merged into another one: what it was by itself."""
    began, channel = _began(history, ticket)
    return Issue(ticket, group.root, About(channel=channel), began, channel, None)


def _began(history: History, ticket: int) -> tuple[datetime | None, int]:
    """When and on which channel a ticket's first own message was written; None where there is only history."""
    own = [one for one in history.heard.values() if one.live and history.home_of(one.thread, one.id) == ticket]
    first = min(own, key=lambda one: (one.sent, one.id), default=None)
    return (at(first.sent), first.channel) if first else (None, _began_channel(history, ticket))


def _whole(
    history: History, group: Group, about: About, answers: Sequence[Answer], turns: Mapping[int, int], now: int
) -> Issue:
    began, channel = _began(history, group.root)
    live = [one.sent for one in group.heard if one.live]
    opened = min(live, default=None)
    spells = _spells(history, group.root, opened)
    first = next((one for one in group.due if turns.get(one.id) == 1), None)
    told = next((one for one in answers if one.is_first), None)
    ends = told.settles_at if told else None
    return Issue(
        ticket=group.root,
        root=group.root,
        about=about,
        began_at=began,
        began_channel=channel,
        opened_at=None if opened is None else at(opened),
        first_answered_at=None if first is None or first.ended is None else at(first.ended),
        first_seconds=None if first is None or first.ended is None else max(first.ended - first.opened, 0),
        first_worked=None if first is None else first.worked,
        resolved_at=at(spells[-1]) if spells and len(spells) % 2 == 0 else None,
        spells=spells,
        handled=sum(group.worked.values()),
        agents=tuple(sorted({agent for agent, _day in group.worked} | {one.agent for one in answers if one.agent})),
        tickets=len(group.members),
        messages=len(live),
        answers=len(answers),
        repeats=len(group.again),
        window_ends_at=ends,
        solved_at_first=_solved(group, told, now),
    )


def _spells(history: History, root: int, opened: int | None) -> tuple[int, ...]:
    """When an issue was opened, resolved, opened again and so on."""
    if opened is None:
        return ()
    spells = [opened]
    for resolved, moment in history.turns.get(root, ()):
        if resolved == (len(spells) % 2 == 1):
            spells.append(max(moment, spells[-1]))
    return tuple(spells)


def _solved(group: Group, first: Answer | None, now: int) -> bool | None:
    """Whether the first answer was all that was needed; None while the buyer may still repeat, or without an answer."""
    if first is None or first.settles_at > at(now):
        return None
    return not any(first.at < at(sent) <= first.settles_at for sent, _message in group.again)


def _suggestions(history: History) -> list[Suggestion]:
    return [
        Suggestion(
            suggestion=flag.id,
            root=history.holder(flag.ticket),
            channel=_began(history, flag.ticket)[1] if flag.ticket in history.began else 0,
            ticket=flag.ticket,
            of=flag.of,
            flagged=flag.flagged_at is not None,
            flagged_at=None if flag.flagged_at is None else at(flag.flagged_at),
            state=flag.state,
            decided_at=None if flag.decided_at is None else at(flag.decided_at),
            minutes=flag.minutes,
            agent=flag.agent,
        )
        for flag in history.flags.values()
    ]
