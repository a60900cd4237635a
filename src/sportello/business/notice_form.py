"""The form in which a seller words the courtesy notices of one audience."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sportello.business.models import NoticeEdition
from sportello.business.notice_texts import NOTICES
from sportello.business.notices import why_not
from sportello.business.wording import bare_places, breaches, unknown_places

type Check = Callable[[str, str, str], Iterable[str]]

FURTHER_CHECKS: list[Check] = []
"""What apps to our left say against a wording, given its text, audience and language: why it cannot stand, in words."""


class NoticeForm(forms.Form):
    """One text for each language; an empty one means the wording we begin with."""

    def __init__(self, *args: Any, audience: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audience = audience
        written = dict(NoticeEdition.objects.filter(audience=audience).values_list("language", "text"))
        for code, name in settings.LANGUAGES:
            widget = forms.Textarea(attrs={"rows": 7, "lang": code})
            self.fields[f"text_{code}"] = forms.CharField(
                label=name, widget=widget, required=False, max_length=2000,
                initial=written.get(code) or NOTICES.get(code, ""),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse what could have a gap, and what a buyer of this audience must not read."""
        for code, _name in settings.LANGUAGES:
            field = f"text_{code}"
            self.cleaned_data[field] = text = str(self.cleaned_data.get(field, "")).replace("\r\n", "\n").strip()
            for problem in problems(text, self.audience, code):
                self.add_error(field, problem)
        return self.cleaned_data

    def texts(self) -> dict[str, str]:
        """What the seller worded otherwise than we begin with, by language."""
        given = {code: self.cleaned_data[f"text_{code}"] for code, _name in settings.LANGUAGES}
        return {code: text for code, text in given.items() if text and text != NOTICES.get(code)}


def problems(text: str, audience: str, language: str = "") -> list[ValidationError]:
    """What speaks against a wording."""
    found = [ValidationError(why_not(breach), code=breach) for breach in breaches(text, audience=audience)]
    unknown, bare = unknown_places(text), bare_places(text)
    if unknown:
        known = _("Only {name} and {order} are filled in, not %(places)s.")
        found.append(ValidationError(known, code="unknown", params={"places": _braced(unknown)}))
    if bare and not unknown:
        gap = _("Put %(places)s into [square brackets] together with the words that go when it is not known.")
        found.append(ValidationError(gap, code="gap", params={"places": _braced(bare)}))
    found += [ValidationError(why, code="rule") for check in FURTHER_CHECKS for why in check(text, audience, language)]
    return found


def _braced(places: tuple[str, ...]) -> str:
    return ", ".join(f"{{{place}}}" for place in places)
