"""The help centre's articles, their editions, and everything that happened to them."""

from .article import Article, Audience, PolicyReference
from .edition import Edition, UnsavedText, Version
from .image import Image
from .searching import Findable, Help, Place, Search, Synonym
from .standing import Archival, EditionReview, Publication, PublicationEnd, ReviewOutcome, Schedule, ScheduleEnd
from .verdict import Verdict

__all__ = [
    "Archival",
    "Article",
    "Audience",
    "Edition",
    "EditionReview",
    "Findable",
    "Help",
    "Image",
    "Place",
    "PolicyReference",
    "Publication",
    "PublicationEnd",
    "ReviewOutcome",
    "Schedule",
    "ScheduleEnd",
    "Search",
    "Synonym",
    "UnsavedText",
    "Verdict",
    "Version",
]
