"""Roads: the ways by which buyers come to a help centre, each with a code that cannot be guessed."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sportello.knowledge.models import Article, Audience

# No 0/o, 1/l/i: codes are printed on paper and typed by hand. Ten of 31 letters are 49 bits.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LETTERS = 10


def new_code() -> str:
    """A code that nobody has and nobody guesses."""
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE_LETTERS))


class RoadKind(models.TextChoices):
    """Where the road begins."""

    INSERT = "insert", _("Printed insert")
    QR = "qr", _("QR code")
    SHOP = "shop", _("The shop's pages")
    MAIL = "mail", _("Mails of the shop")
    CONFIRMATION = "confirmation", _("Shipping confirmation")


class Road(models.Model):
    """One way to a help centre.

    Its code says for whom the pages are written: an audience is never taken from an address that a buyer can change.
    `site` is the marketplace's ("amazon.it"), "" elsewhere. It leads to `article`, else to `path` below the help centre
    (such as "order"), else to its home page; in `language`, else in the browser's.
    """

    centre = models.ForeignKey("portal.HelpCentre", models.PROTECT, related_name="roads")
    code = models.CharField(max_length=24, unique=True, default=new_code)
    kind = models.CharField(_("where it begins"), max_length=12, choices=RoadKind)
    name = models.CharField(_("name"), max_length=80)
    audience = models.CharField(_("audience"), max_length=8, choices=Audience)
    site = models.CharField(_("marketplace site"), max_length=60, blank=True)
    article = models.ForeignKey(Article, models.SET_NULL, null=True, blank=True, related_name="roads")
    path = models.CharField(max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="road_audience"),
            models.CheckConstraint(condition=Q(kind__in=RoadKind.values), name="road_kind"),
        ]

    def __str__(self) -> str:
        return self.name
