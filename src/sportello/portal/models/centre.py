"""A brand's help centre: how it looks, where it lives, and the seller's own texts in it."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.business.models import Brand, Calendar
from sportello.channels.models import Channel

MOST_HELD_OUT = 50

is_colour = RegexValidator(r"^#[0-9a-f]{6}$", _("Enter a colour such as #a3431f."))
is_domain = RegexValidator(
    r"^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$",
    _("Enter a name such as help.example.com, without https:// and without a path."),
)


class Font(models.TextChoices):
    """Fonts that every device brings along, so that nothing is loaded from anybody."""

    SYSTEM = "system", pgettext_lazy("font", "Like the device")
    HUMANIST = "humanist", pgettext_lazy("font", "Humanist")
    ROUNDED = "rounded", pgettext_lazy("font", "Rounded")
    SERIF = "serif", pgettext_lazy("font", "With serifs")


class Block(models.TextChoices):
    """The parts of the home page."""

    ORDER = "order", _("Your order")
    DELIVERY = "delivery", _("Delivery")
    RETURNS = "returns", _("Returns and refunds")
    POLICY = "policy", _("Products and terms")
    HOURS = "hours", _("Opening hours")


def all_blocks() -> list[str]:
    """Every block, in the order that suits most shops."""
    return [block.value for block in Block]


class HelpCentreQuerySet(models.QuerySet["HelpCentre"]):
    """Sets of help centres."""

    def open(self) -> Self:
        """Those that buyers can see."""
        return self.filter(opened_at__isnull=False)


class HelpCentre(models.Model):
    """A brand's help centre.

    `slug` is its place below the address of this installation, `domain` its own host if it has one. `blocks` are the
    parts of its home page, in their order. `channel` is where messages of its contact form arrive. `held_out` is the
    share of visitors, in per cent, who see the plain form, so that what the answers save can be measured.
    `changed_at` moves with everything that the pages are made of, but articles.
    """

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="help_centres", verbose_name=_("brand"))
    slug = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    name = models.CharField(_("name that buyers see"), max_length=60)
    domain = models.CharField(_("own domain"), max_length=253, blank=True, validators=[is_domain])
    colour = models.CharField(_("brand colour"), max_length=7, default="#7a3b1d", validators=[is_colour])
    font = models.CharField(_("font"), max_length=10, choices=Font, default=Font.SYSTEM)
    logo = models.BinaryField(default=b"")
    logo_type = models.CharField(max_length=20, blank=True)
    blocks = ArrayField(models.CharField(max_length=10, choices=Block), default=all_blocks)
    calendar = models.ForeignKey(
        Calendar, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("opening hours")
    )
    channel = models.OneToOneField(Channel, models.PROTECT, null=True, related_name="help_centre")
    held_out = models.PositiveSmallIntegerField(_("visitors who see the plain form, per cent"), default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    objects: ClassVar = HelpCentreQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("domain"), name="help_centre_domain", condition=~Q(domain="")),
            models.CheckConstraint(condition=Q(held_out__lte=MOST_HELD_OUT), name="help_centre_held_out"),
            models.CheckConstraint(condition=Q(colour__regex=r"^#[0-9a-f]{6}$"), name="help_centre_colour"),
            models.CheckConstraint(condition=Q(font__in=Font.values), name="help_centre_font"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def languages(self) -> list[str]:
        """The languages of its pages, the brand's first one first."""
        spoken: list[str] = self.brand.languages
        return spoken

    def language_or_first(self, language: str) -> str:
        """A language it speaks: this one, or its first."""
        return language if language in self.languages else self.languages[0]


class TextKind(models.TextChoices):
    """What a text of the seller's own is."""

    WELCOME = "welcome", _("Words on the home page")
    LEGAL = "legal", _("Legal notice")
    PRIVACY = "privacy", _("Privacy")


class CentreText(models.Model):
    """A text of the seller's own in one language, in Markdown."""

    centre = models.ForeignKey(HelpCentre, models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=8, choices=TextKind)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(max_length=50_000)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("centre", "kind", "language", name="centre_text_once"),
            models.CheckConstraint(condition=Q(kind__in=TextKind.values), name="centre_text_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class LinkPlace(models.TextChoices):
    HEADER = "header", _("At the top")
    FOOTER = "footer", _("At the bottom")


class CentreLink(models.Model):
    """A link at the top or the bottom of every page, in one language.

    It leads to the seller's own pages, so only visitors of the shop see it: marketplaces forbid it for theirs.
    """

    centre = models.ForeignKey(HelpCentre, models.CASCADE, related_name="links")
    place = models.CharField(_("place"), max_length=6, choices=LinkPlace, default=LinkPlace.FOOTER)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    label = models.CharField(_("words"), max_length=60)
    url = models.URLField(_("address"), max_length=400)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(place__in=LinkPlace.values), name="centre_link_place"),
            models.CheckConstraint(condition=Q(url__startswith="https://"), name="centre_link_https"),
        ]

    def __str__(self) -> str:
        return self.label
