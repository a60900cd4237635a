"""What buyers searched and did not find, and the owner's synonyms."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.knowledge.models import Search, Synonym
from sportello.knowledge.search import asked, synonyms
from sportello.knowledge.search.words import words_of

SINCE = timedelta(days=30)
MOST_SYNONYMS = 500


class SynonymForm(forms.Form):
    """A word and what it stands for; the same word again replaces what it stood for."""

    language = forms.ChoiceField(label=_lazy("language"), choices=settings.LANGUAGES)
    word = forms.CharField(label=_lazy("what buyers type"), max_length=80)
    stands_for = forms.CharField(label=_lazy("what the articles call it"), max_length=160)

    def clean_word(self) -> str:
        """The word as it is compared; refuses what holds no word."""
        word = " ".join(words_of(self.cleaned_data["word"]))
        if not word:
            raise forms.ValidationError(_("Write at least one word."))
        return word


@require_safe
@requires(Permission.WRITE_ARTICLES)
def searches(request: SignedInRequest) -> HttpResponse:
    """What found nothing in the last thirty days, the commonest first, and the synonyms that lead there."""
    return _page(request, SynonymForm(initial={"language": request.user.language, "word": request.GET.get("word", "")}))


@require_POST
@requires(Permission.WRITE_ARTICLES)
def keep_synonym(request: SignedInRequest) -> HttpResponse:
    """Keep a synonym, in place of an earlier one for the same word."""
    form = SynonymForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    synonyms.keep(**form.cleaned_data, by=request.user, now=timezone.now())
    messages.success(request, _("The synonym is kept; the next search knows it."))
    return redirect("desk:searches")


@require_POST
@requires(Permission.WRITE_ARTICLES)
def drop_synonym(request: SignedInRequest, synonym_id: int) -> HttpResponse:
    """Forget a synonym."""
    synonyms.drop(synonym=get_object_or_404(Synonym, pk=synonym_id), by=request.user, now=timezone.now())
    messages.success(request, _("The synonym is forgotten."))
    return redirect("desk:searches")


def _page(request: SignedInRequest, form: SynonymForm, status: int = 200) -> HttpResponse:
    since = timezone.now() - SINCE
    context = {
        "unanswered": asked.unanswered(since=since),
        "count": Search.objects.filter(at__gte=since).count(),
        "synonyms": Synonym.objects.all()[:MOST_SYNONYMS],
        "form": form,
    }
    return render(request, "desk/suggesting/searches.html", context, status=status)
