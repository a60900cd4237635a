"""Facts, tallies, and what the parts of insights keep besides."""

from .around import OrderFact, VisitFact
from .causes import CauseLine, CauseStudy, Dimension, Trouble
from .facts import AnswerFact, AnswerKind, IssueFact, ObligationFact, RepeatFact, SuggestionFact, WorkFact
from .health import HealthStanding
from .risk import RiskModel, RiskScore
from .samples import SampleComment, SampledAnswer, SampleDraw
from .saved import SavedView
from .spikes import (
    NewSubject,
    SeriesCount,
    SeriesKind,
    Spike,
    SpikeDraft,
    SpikeHook,
    SpikeLetter,
    SpikeMute,
    SpikeOutcome,
    SpikePush,
    SpikeVerdict,
    SubjectMember,
)
from .subscription import Subscription, WeeklyLetter
from .tallies import BacklogForecast, Gathered, HourlyCost, HourTally, Tally
from .training import Acknowledgement, Remedy, RemedyAct, TrainingNote
from .writing import AskedQuestion, ChannelWeight, Gap, GapMute, QuestionGroup, Sifting, WrittenArticle

__all__ = [
    "Acknowledgement",
    "AnswerFact",
    "AnswerKind",
    "AskedQuestion",
    "BacklogForecast",
    "CauseLine",
    "CauseStudy",
    "ChannelWeight",
    "Dimension",
    "Gap",
    "GapMute",
    "Gathered",
    "HealthStanding",
    "HourTally",
    "HourlyCost",
    "IssueFact",
    "NewSubject",
    "ObligationFact",
    "OrderFact",
    "QuestionGroup",
    "Remedy",
    "RemedyAct",
    "RepeatFact",
    "RiskModel",
    "RiskScore",
    "SampleComment",
    "SampleDraw",
    "SampledAnswer",
    "SavedView",
    "SeriesCount",
    "SeriesKind",
    "Sifting",
    "Spike",
    "SpikeDraft",
    "SpikeHook",
    "SpikeLetter",
    "SpikeMute",
    "SpikeOutcome",
    "SpikePush",
    "SpikeVerdict",
    "SubjectMember",
    "Subscription",
    "SuggestionFact",
    "Tally",
    "TrainingNote",
    "Trouble",
    "VisitFact",
    "WeeklyLetter",
    "WorkFact",
    "WrittenArticle",
]
