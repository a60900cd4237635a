"""What figures keep of tickets, obligations and answers. No row refers to another app: erasing a person or a ticket
there leaves figures, and no names, here.

All facts of tickets that were ever merged, split or said to repeat each other share a `circle`, the smallest of their
ids; they are made anew together. `root` is the ticket that holds the issue now. Topics, risks and the like stand as
codes; 0 and "" mean that something is not known.
"""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

LONGEST_CODE = 40


def _codes() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=LONGEST_CODE), default=list)


def _numbers() -> "ArrayField[list[int], list[int]]":
    return ArrayField(models.BigIntegerField(), default=list)


class About(models.Model):
    """What the facts of an issue say it is about."""

    circle = models.BigIntegerField(db_index=True)
    root = models.BigIntegerField()
    channel = models.BigIntegerField()
    language = models.CharField(max_length=8, blank=True)
    topics = _codes()
    risks = _codes()
    complexity = models.CharField(max_length=4, blank=True)
    order = models.BigIntegerField(default=0)
    product = models.BigIntegerField(default=0)
    carrier = models.CharField(max_length=LONGEST_CODE, blank=True)
    country = models.CharField(max_length=8, blank=True)
    fulfilled_by = models.CharField(max_length=12, blank=True)

    class Meta:
        abstract = True


class IssueFactQuerySet(models.QuerySet["IssueFact"]):
    """Sets of issues."""

    def whole(self) -> Self:
        """One for each issue: the tickets that hold theirs, without those that were merged into others."""
        return self.filter(root=F("ticket"), opened_at__isnull=False)


class IssueFact(About):
    """One ticket. On the row whose ticket is the root, everything is said of the issue: of all tickets merged into it.

    `began_at` and `began_channel` are this ticket's own. `opened_at` is when the issue's first message was written
    (None: nothing but imported history). `first_seconds` is how long the first obligation that was answered had to
    wait, `first_worked` how much of it lay within opening hours. `spells` are the seconds since 1970 at which it was
    opened, resolved, opened again and so on. `handled` are the agents' seconds. `solved_at_first` says whether no
    repeat contact followed the first answer within its window; None until `window_ends_at`.
    """

    ticket = models.BigIntegerField(primary_key=True)
    began_at = models.DateTimeField(null=True)
    began_channel = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    first_answered_at = models.DateTimeField(null=True)
    first_seconds = models.BigIntegerField(null=True)
    first_worked = models.BigIntegerField(null=True)
    resolved_at = models.DateTimeField(null=True)
    spells = _numbers()
    handled = models.BigIntegerField(default=0)
    agents = _numbers()
    tickets = models.PositiveIntegerField(default=1)
    messages = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)
    window_ends_at = models.DateTimeField(null=True)
    solved_at_first = models.BooleanField(null=True)

    objects: ClassVar = IssueFactQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["opened_at"], name="issue_fact_opened"),
            models.Index(fields=["resolved_at"], name="issue_fact_resolved"),
            models.Index(fields=["order"], name="issue_fact_order", condition=~Q(order=0)),
            # What the work on issues is weighed by, without fetching their wide rows.
            models.Index(fields=["ticket"], include=["complexity", "channel"], name="issue_fact_mix"),
            models.Index(
                fields=["window_ends_at"],
                name="issue_fact_undecided",
                condition=Q(solved_at_first=None, window_ends_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"issue fact {self.ticket}"


class ObligationFact(models.Model):
    """One answer that was owed. `hit` says whether it was given in time; None while it is open and not yet late.

    `turn` is 1 for the obligation that got the issue's first response, 2 for those that began after it, 0 for others.
    `worked` is how many of its seconds lay within opening hours, once it ended.
    """

    obligation = models.BigIntegerField(primary_key=True)
    circle = models.BigIntegerField(db_index=True)
    root = models.BigIntegerField()
    channel = models.BigIntegerField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=20, blank=True)
    agent = models.BigIntegerField(default=0)
    worked = models.BigIntegerField(null=True)
    turn = models.PositiveSmallIntegerField(default=0)
    hit = models.BooleanField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="obligation_fact_due"),
            models.Index(fields=["due_at"], name="obligation_fact_open", condition=Q(ended_at=None)),
            models.Index(fields=["root"], name="obligation_fact_root"),
        ]

    def __str__(self) -> str:
        return f"obligation fact {self.obligation}"


class AnswerKind(models.TextChoices):
    """How an answer was given."""

    ANSWER = "answer"
    NOTICE = "notice"
    ELSEWHERE = "elsewhere"


class AnswerFact(About):
    """One answer that reached its buyer. `macros` and `articles` are the editions put into the ticket since the answer
    before, in their order.

    `asked`, `left_open` and `missing` are what the review said (`reviewed`: whether there was one). `settles_at` is
    when the time is over in which a buyer who writes again repeats (`settled`: it was when events were last gathered);
    `again_at` when the buyer did and this was the latest answer, with the reason and the topic or datum it was about.
    Topics are those of the issue.
    """

    message = models.BigIntegerField(primary_key=True)
    ticket = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=9, choices=AnswerKind)
    agent = models.BigIntegerField(default=0)
    is_first = models.BooleanField(default=False)
    macros = _numbers()
    articles = _numbers()
    reviewed = models.BooleanField(default=False)
    asked = models.PositiveSmallIntegerField(default=0)
    left_open = models.PositiveSmallIntegerField(default=0)
    missing = _codes()
    settles_at = models.DateTimeField()
    settled = models.BooleanField(default=False)
    again_at = models.DateTimeField(null=True)
    again_why = models.CharField(max_length=LONGEST_CODE, blank=True)
    again_about = models.CharField(max_length=LONGEST_CODE, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at"], name="answer_fact_at"),
            models.Index(fields=["agent", "at"], name="answer_fact_agent"),
            models.Index(fields=["root"], name="answer_fact_root"),
            models.Index(fields=["settles_at"], name="answer_fact_unsettled", condition=Q(settled=False)),
        ]

    def __str__(self) -> str:
        return f"answer fact {self.message}"


class RepeatFact(About):
    """One repeat contact: a buyer's message on an issue that awaited our answer or was answered lately.

    `answer` is the message of ours that came before it (0: none), `agent` who wrote that.
    """

    message = models.BigIntegerField(primary_key=True)
    ticket = models.BigIntegerField()
    of = models.BigIntegerField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=LONGEST_CODE)
    about = models.CharField(max_length=LONGEST_CODE, blank=True)
    corrected = models.BooleanField(default=False)
    answer = models.BigIntegerField(default=0)
    agent = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at"], name="repeat_fact_at"),
            models.Index(fields=["root"], name="repeat_fact_root"),
        ]

    def __str__(self) -> str:
        return f"repeat fact {self.message}"


class SuggestionFact(models.Model):
    """One suggestion that a ticket repeats another one: when it was made, and what became of it, by whom.

    `state` is "", merged, dismissed or missed; `flagged` is false for what agents merged without any. `minutes` lie
    between suggestion and decision.
    """

    suggestion = models.BigIntegerField(primary_key=True)
    circle = models.BigIntegerField(db_index=True)
    root = models.BigIntegerField()
    channel = models.BigIntegerField()
    ticket = models.BigIntegerField()
    of = models.BigIntegerField()
    flagged = models.BooleanField()
    flagged_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, blank=True)
    decided_at = models.DateTimeField(null=True)
    minutes = models.BigIntegerField(default=0)
    agent = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["decided_at"], name="suggestion_fact_decided")]

    def __str__(self) -> str:
        return f"suggestion fact {self.suggestion}"


class WorkFact(models.Model):
    """How many seconds an agent was at an issue on one local day."""

    circle = models.BigIntegerField(db_index=True)
    root = models.BigIntegerField()
    agent = models.BigIntegerField()
    day = models.DateField()
    seconds = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("root", "agent", "day", name="work_fact_once")]
        indexes: ClassVar = [models.Index(fields=["day"], name="work_fact_day")]

    def __str__(self) -> str:
        return f"{self.agent} on {self.root}: {self.seconds} s"
