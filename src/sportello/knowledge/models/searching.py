"""What search keeps: editions made ready, synonyms, what was asked, and what helped."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.accounts.models import Agent


class Findable(models.Model):
    """A published version made ready for search by one model: vectors of its pieces (half precision), words, needs.

    `vectors` and `needs` are little-endian half-precision numbers, `kinds` a byte for each piece.
    """

    version = models.OneToOneField("knowledge.Version", models.CASCADE, related_name="findable")
    model = models.CharField(max_length=80)
    vectors = models.BinaryField()
    kinds = models.BinaryField()
    needs = models.BinaryField()
    headline = models.TextField()
    search = SearchVectorField()

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="findable_search"),
            GinIndex(fields=["headline"], name="findable_headline", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"findable {self.version_id}"


class Synonym(models.Model):
    """A word that buyers type and the words that articles use for it; the owner's own."""

    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    word = models.CharField(_("what buyers type"), max_length=80)
    stands_for = models.CharField(_("what the articles call it"), max_length=160)
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["language", "word"]
        constraints: ClassVar = [
            models.UniqueConstraint("language", "word", name="synonym_once"),
            models.CheckConstraint(condition=~Q(word="") & ~Q(stands_for=""), name="synonym_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.stands_for}"


class Place(models.TextChoices):
    """Where somebody searched."""

    HELP = "help", _("Help centre")
    FORM = "form", _("Contact form")
    DESK = "desk", pgettext_lazy("place", "Desk")


class Search(models.Model):
    """One search, without who asked: its words veiled, where and in which language, and the articles it showed."""

    at = models.DateTimeField()
    place = models.CharField(max_length=8, choices=Place)
    language = models.CharField(max_length=10)
    audience = models.CharField(max_length=8)
    text = models.CharField(max_length=200)
    shown = ArrayField(models.BigIntegerField(), default=list)
    none = models.FloatField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="search_at"),
            models.Index(fields=["-at"], name="search_without_answer", condition=Q(shown=[])),
        ]

    def __str__(self) -> str:
        return f"search {self.pk}"


class Help(models.Model):
    """Whether an edition helped somebody who read it: by their word, or because their visit ended there."""

    edition = models.ForeignKey("knowledge.Edition", models.CASCADE, related_name="helps")
    search = models.ForeignKey(Search, models.SET_NULL, null=True, related_name="helps")
    helped = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["edition", "helped"], name="help_edition")]

    def __str__(self) -> str:
        return f"help {self.pk}"
