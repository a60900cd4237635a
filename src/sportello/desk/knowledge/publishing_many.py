"""Publishing what is chosen of the list's unpublished texts."""

from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.knowledge.models import Edition
from sportello.knowledge.publishing_many import MOST, publish_all

from .filtering import Filter
from .previewing import problems_of


@requires(Permission.WRITE_ARTICLES)
@require_http_methods(["GET", "HEAD", "POST"])
def publications(request: SignedInRequest) -> HttpResponse:
    """The texts of the list that buyers do not read yet; posting publishes the chosen ones (`edition`) and says why
    others are kept back."""
    chosen = Filter.of(request.GET)
    done = None
    if request.method == "POST":
        wanted = [int(pk) for pk in request.POST.getlist("edition") if pk.isascii() and pk.isdigit()][:MOST]
        editions = Edition.objects.at_work().with_texts().filter(pk__in=wanted).order_by("pk")
        done = publish_all(editions=editions, by=request.user, now=timezone.now())
        number = len(done.published)
        words = ngettext("%(n)s edition is published.", "%(n)s editions are published.", number)
        (messages.success if number else messages.warning)(request, words % {"n": number})
    unread = Q(published=None) | ~Q(latest=F("published"))
    context = {
        "filter": chosen,
        "waiting": chosen.editions().filter(unread, latest__isnull=False)[:MOST],
        "most": MOST,
        "kept_back": [(each, problems_of(each.verdicts)) for each in done.kept_back] if done else [],
        "picked": {each.edition.pk for each in done.kept_back} if done else set(),
    }
    return render(request, "desk/knowledge/publications.html", context)
