"""The help centre's articles, their editions, and everything that happened to them."""

from .article import Article, Audience, PolicyReference
from .edition import Edition, UnsavedText, Version
from .image import Image
from .standing import Archival, EditionReview, Publication, PublicationEnd, ReviewOutcome, Schedule, ScheduleEnd
from .verdict import Verdict

__all__ = [
    "Archival",
    "Article",
    "Audience",
    "Edition",
    "EditionReview",
    "Image",
    "PolicyReference",
    "Publication",
    "PublicationEnd",
    "ReviewOutcome",
    "Schedule",
    "ScheduleEnd",
    "UnsavedText",
    "Verdict",
    "Version",
]
