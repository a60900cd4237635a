"""Every check by its slug. Pure."""

from collections.abc import Mapping
from typing import Final

from sportello.compliance.checks.duties import confirmation_form, missing_official_path
from sportello.compliance.checks.findings import Check
from sportello.compliance.checks.leaving import ways_out
from sportello.compliance.checks.links import external_links, mail_addresses
from sportello.compliance.checks.phones import telephone_numbers
from sportello.compliance.checks.pictures import emoji
from sportello.compliance.checks.places import unfilled_places
from sportello.compliance.checks.sent import (
    missing_order_number,
    not_permitted_reason,
    opted_out,
    repeated_request,
    too_late,
    too_long,
    wrong_language,
)
from sportello.compliance.meaning.judging import meaning_of, needless_message

__all__ = ["CHECKS"]

_MEANT: Final = (
    "ask_to_cancel",
    "auto_reply_wording",
    "claim_pressure",
    "diversion",
    "offensive",
    "personal_data",
    "promotion",
    "review_incentive",
    "review_positive",
    "review_removal",
    "review_steering",
)

CHECKS: Final[Mapping[str, Check]] = {
    "confirmation_form": confirmation_form,
    "email_address": mail_addresses,
    "emoji": emoji,
    "external_link": external_links,
    "missing_official_path": missing_official_path,
    "missing_order_id": missing_order_number,
    "needless_message": needless_message,
    "not_permitted_reason": not_permitted_reason,
    "opt_out_link": ways_out,
    "opted_out": opted_out,
    "phone_number": telephone_numbers,
    "repeated_request": repeated_request,
    "too_late": too_late,
    "too_long": too_long,
    "unfilled_placeholder": unfilled_places,
    "wrong_language": wrong_language,
    **{slug: meaning_of(slug) for slug in _MEANT},
}
