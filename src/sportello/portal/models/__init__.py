"""Help centres, the contact form, roads that lead to them, and what visitors did there."""

from .brake import Brake
from .centre import Block, CentreLink, CentreText, Font, HelpCentre, LinkPlace, TextKind
from .contact import AnswerBy, Contact, Upload
from .form import Asked, FormChoice, LiveAnswer
from .printed import Insert, RoadEnd, Scans
from .road import Road, RoadKind
from .visit import Outcome, StepKind, Visit, VisitStep, Vote, VoteReason

__all__ = [
    "AnswerBy",
    "Asked",
    "Block",
    "Brake",
    "CentreLink",
    "CentreText",
    "Contact",
    "Font",
    "FormChoice",
    "HelpCentre",
    "Insert",
    "LinkPlace",
    "LiveAnswer",
    "Outcome",
    "Road",
    "RoadEnd",
    "RoadKind",
    "Scans",
    "StepKind",
    "TextKind",
    "Upload",
    "Visit",
    "VisitStep",
    "Vote",
    "VoteReason",
]
