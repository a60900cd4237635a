"""The seller's own frame: brands, opening hours, who is on duty when, the owner's settings."""

from .brands import Brand, BrandSignature
from .calendars import Calendar, Country, OwnDay, office_hours, validate_week, validate_zone
from .notices import NoticeAudience, NoticeEdition
from .permits import ConfirmationPermit
from .policy_fact import PolicyFact, PolicyKind, PolicyTask, PolicyTaskReason
from .settings import Settings, validate_base_url
from .shifts import Shift, ShiftChange, Weekday

__all__ = [
    "Brand",
    "BrandSignature",
    "Calendar",
    "ConfirmationPermit",
    "Country",
    "NoticeAudience",
    "NoticeEdition",
    "OwnDay",
    "PolicyFact",
    "PolicyKind",
    "PolicyTask",
    "PolicyTaskReason",
    "Settings",
    "Shift",
    "ShiftChange",
    "Weekday",
    "office_hours",
    "validate_base_url",
    "validate_week",
    "validate_zone",
]
