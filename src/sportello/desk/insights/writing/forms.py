"""What somebody asks of the list of gaps, and what the owner says a minute on a channel is worth."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sportello.channels.models import Channel
from sportello.insights.writing.showing import Chosen
from sportello.reading.vocabulary import LANGUAGES, TOPICS


def chosen(query: QueryDict | Mapping[str, str]) -> Chosen:
    """What an address narrows the list to; what makes no sense is left out."""
    topic, language = query.get("topic", ""), query.get("language", "")
    return Chosen(
        channel=_number(query.get("channel", "")),
        product=_number(query.get("product", "")),
        topic=topic if topic in TOPICS else "",
        language=language if language in LANGUAGES else "",
    )


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 19 else None


class WeightsForm(forms.Form):
    """A weight for each channel; fields are named by the channel's id."""

    def __init__(self, *given: object, channels: Iterable[Channel], known: Mapping[int, float], **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        for channel in channels:
            self.fields[f"channel-{channel.pk}"] = forms.DecimalField(
                label=channel.name,
                min_value=0,
                max_value=10,
                max_digits=4,
                decimal_places=2,
                initial=f"{known.get(channel.pk, 1.0):g}",
                error_messages={"invalid": _("Enter a number from 0 to 10.")},
            )

    def weights(self) -> dict[int, Decimal]:
        """What was entered, by channel."""
        return {int(name.removeprefix("channel-")): value for name, value in self.cleaned_data.items()}
