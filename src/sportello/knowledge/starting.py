"""Laying out the articles with which a seller begins."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings

from sportello.accounts.models import Agent
from sportello.business.models import Brand

from . import importing
from .importing import Taken
from .models import Edition
from .starter.files import starter_files


def lay_out(*, by: Agent | None, now: datetime, languages: Collection[str] = ()) -> list[Taken]:
    """Make drafts of the starter articles in the languages of the brands (or those given).

    Editions that are there already are left alone, whatever was written in them since.
    """
    spoken = set(languages) or _languages()
    there = set(Edition.objects.values_list("article__slug", "audience", "language"))
    files = [
        (file.path, file)
        for file in starter_files()
        if file.language in spoken and (file.slug, file.audience, file.language) not in there
    ]
    return importing.take(files, by=by, now=now)


def _languages() -> set[str]:
    spoken = {language for languages in Brand.objects.values_list("languages", flat=True) for language in languages}
    return spoken or {code for code, _ in settings.LANGUAGES}
