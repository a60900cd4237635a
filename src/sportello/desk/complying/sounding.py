"""How an answer on Amazon sounds about something bought in one's own shop: right and wrong, in a language."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_info
from django.views.decorators.http import require_safe

from sportello.accounts.access import SignedInRequest, signed_in
from sportello.channels.inbound import ChannelKind
from sportello.compliance.tone import LANGUAGES, Example, tone
from sportello.desk.history.crossing import MayNot
from sportello.desk.history.crossing_words import rules_of


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong example and the rules that speak against it."""

    example: Example
    rules: list[str]


@require_safe
@signed_in
def tones(request: SignedInRequest) -> HttpResponse:
    """The examples in `language`, the reader's own when none is named."""
    wanted = request.GET.get("language", "") or (get_language() or "en")[:2]
    chosen = wanted if wanted in LANGUAGES else "en"
    told = tone(chosen)
    context = {
        "right": told.right,
        "wrong": [Wrong(each, rules_of(MayNot(each.point), ChannelKind.AMAZON)) for each in told.wrong],
        "chosen": chosen,
        "languages": [(code, get_language_info(code)["name_translated"]) for code in LANGUAGES],
    }
    return render(request, "desk/complying/tone.html", context)
