"""Facts, tallies, and what the parts of insights keep besides."""

from .around import OrderFact, VisitFact
from .facts import AnswerFact, AnswerKind, IssueFact, ObligationFact, RepeatFact, SuggestionFact, WorkFact
from .tallies import BacklogForecast, Gathered, HourlyCost, HourTally, Tally

__all__ = [
    "AnswerFact",
    "AnswerKind",
    "BacklogForecast",
    "Gathered",
    "HourTally",
    "HourlyCost",
    "IssueFact",
    "ObligationFact",
    "OrderFact",
    "RepeatFact",
    "SuggestionFact",
    "Tally",
    "VisitFact",
    "WorkFact",
]
