"""Tickets, threads, messages, and what is owed to whom."""

from .alike import AlikeAnswer, AlikeRound, AlikeState
from .approval import Approval, ApprovalState
from .begun_approval import BegunApproval
from .exception import PolicyException
from .merge import Merge, MergedBy
from .message import Attachment, Direction, MarketplaceNotice, Message, MessageKind, NamedNumber
from .obligation import DeadlineWarning, Obligation, ObligationEnd
from .promise import Promise, PromiseEnd, PromiseKind
from .repeat import MessageTrace, RepeatCheck, RepeatContact, RepeatReason, RepeatRule, RepeatState, RepeatSuggestion
from .review import AnswerReview, Attention, DecidedAs, OpenDecision
from .thread import Holding, Participant, Thread, ThreadKey
from .ticket import Draft, Note, Presence, Resolution, Snooze, Tag, Ticket
from .understanding import (
    Assignment,
    AssignmentRule,
    CorrectedKind,
    Correction,
    MessageReading,
    Refiner,
    Spread,
)

__all__ = [
    "AlikeAnswer",
    "AlikeRound",
    "AlikeState",
    "AnswerReview",
    "Approval",
    "ApprovalState",
    "Assignment",
    "AssignmentRule",
    "Attachment",
    "Attention",
    "BegunApproval",
    "CorrectedKind",
    "Correction",
    "DeadlineWarning",
    "DecidedAs",
    "Direction",
    "Draft",
    "Holding",
    "MarketplaceNotice",
    "Merge",
    "MergedBy",
    "Message",
    "MessageKind",
    "MessageReading",
    "MessageTrace",
    "NamedNumber",
    "Note",
    "Obligation",
    "ObligationEnd",
    "OpenDecision",
    "Participant",
    "PolicyException",
    "Presence",
    "Promise",
    "PromiseEnd",
    "PromiseKind",
    "Refiner",
    "RepeatCheck",
    "RepeatContact",
    "RepeatReason",
    "RepeatRule",
    "RepeatState",
    "RepeatSuggestion",
    "Resolution",
    "Snooze",
    "Spread",
    "Tag",
    "Thread",
    "ThreadKey",
    "Ticket",
]
