"""Articles: a new one, what holds for all its editions, and another edition of it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.knowledge import writing
from sportello.knowledge.models import Article, Edition
from sportello.knowledge.states import with_states
from sportello.knowledge.texts import Text
from sportello.knowledge.verdicts import text_of

from .editing import to_editor
from .forms import ArticleForm, NewArticleForm, NewEditionForm
from .listing import title_of
from .references import keep_references, references_as_typed


@requires(Permission.WRITE_ARTICLES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Begin an article with its first edition."""
    form = NewArticleForm(request.POST or None, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        with transaction.atomic():
            article = writing.new_article(
                slug=given["slug"], topic=given["topic"], original_language=given["language"], by=request.user, now=now
            )
            begun = writing.begin(
                article=article,
                audience=given["audience"],
                language=given["language"],
                text=Text(given["title"]),
                by=request.user,
                now=now,
            )
        return to_editor(begun)
    return render(request, "desk/knowledge/new.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permission.WRITE_ARTICLES)
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: SignedInRequest, article_id: int) -> HttpResponse:
    """What holds for all editions of an article, and the editions."""
    found = get_object_or_404(Article.objects.select_related("owner"), pk=article_id)
    form = ArticleForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            keep_references(article=found, lines=request.POST.get("references", ""))
        messages.success(request, _("Saved."))
        return redirect("desk:article", found.pk)
    editions = list(with_states(Edition.objects.filter(article=found)).order_by("language", "audience"))
    context = {
        "article": found,
        "title": title_of(found, editions),
        "form": form,
        "references": references_as_typed(found),
        "editions": editions,
        "beginning": NewEditionForm(initial=_asked(request)),
    }
    return render(request, "desk/knowledge/article.html", context, status=422 if form.errors else 200)


@requires(Permission.WRITE_ARTICLES)
@require_POST
def editions(request: SignedInRequest, article_id: int) -> HttpResponse:
    """Begin another edition, with the text of the original to translate; one that is there is opened."""
    found = get_object_or_404(Article, pk=article_id)
    form = NewEditionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose for whom and in which language."))
        return redirect("desk:article", found.pk)
    audience, language = form.cleaned_data["audience"], form.cleaned_data["language"]
    try:
        begun = writing.begin(
            article=found,
            audience=audience,
            language=language,
            text=_to_begin_with(found, audience, language),
            by=request.user,
            now=timezone.now(),
        )
    except writing.AlreadyThere as there:
        return to_editor(there.edition)
    return to_editor(begun)


def _to_begin_with(article: Article, audience: str, language: str) -> Text:
    """The text of this audience's original, else of another audience in this language, else an empty one."""
    known = Edition.objects.at_work().with_texts().filter(article=article, latest__isnull=False)
    for nearest in (
        known.filter(audience=audience, language=article.original_language),
        known.filter(language=language),
        known.filter(language=article.original_language),
        known,
    ):
        if (found := nearest.order_by("pk").first()) and found.latest:
            return text_of(found.latest)
    return Text(article.slug.replace("-", " ").capitalize())


def _asked(request: SignedInRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("audience", "language", "topic", "title") if name in request.GET}
