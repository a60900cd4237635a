"""The names of the data that an answer must state."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Final[Mapping[str, Promise]] = {
    "tracking_number": _("Tracking number"),
    "tracking_url": _("Tracking link"),
    "refund_amount": _("Refund: amount"),
    "refund_date": _("Refund: day"),
    "refund_id": _("Refund: number"),
    "return_deadline": _("Last day of the return"),
}
