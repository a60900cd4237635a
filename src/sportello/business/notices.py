"""The text of a courtesy notice: what the seller worded for an audience and a language, else what we begin with."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from sportello.business.models import NoticeEdition
from sportello.business.notice_texts import NOTICES
from sportello.business.wording import Breach


@dataclass(frozen=True, slots=True)
class Notices:
    """Every wording of the seller's, by audience and language."""

    worded: Mapping[tuple[str, str], str]

    def text(self, audience: str, language: str) -> str:
        """The notice with its places unfilled. A language such as "de-CH" counts as "de", an unknown one as the
        installation's own, where that has a wording, else as English."""
        spoken = language.lower().replace("_", "-").partition("-")[0]
        if spoken not in NOTICES:
            own = settings.LANGUAGE_CODE.partition("-")[0]
            spoken = own if own in NOTICES else "en"
        return self.worded.get((audience, spoken)) or NOTICES[spoken]


def notices() -> Notices:
    """All wordings, in one query."""
    rows = NoticeEdition.objects.values_list("audience", "language", "text")
    return Notices({(audience, language): text for audience, language, text in rows})


def why_not(breach: Breach) -> str:
    """Why a text with this breach cannot be a notice, for whoever words it."""
    words = {
        Breach.LINK: _("A notice must not hold a link."),
        Breach.ADDRESS: _("A notice must not hold a mail address."),
        Breach.MARKETPLACE: _("A notice must not name another marketplace."),
        Breach.ORDER: _("A notice must not name an order of another channel."),
    }
    return words[breach]
