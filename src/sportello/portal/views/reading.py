"""The pages one reads: home, a category, an article."""

from collections.abc import Sequence
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from sportello.accounts.access import public
from sportello.orders.models import Order
from sportello.portal import articles, order_state, structured, words
from sportello.portal.entrance import ROAD, in_centre, open_centre
from sportello.portal.hours import opening_hours
from sportello.portal.keeping import KEPT
from sportello.portal.models import Block, CentreText, HelpCentre, StepKind, TextKind, VoteReason
from sportello.portal.place import Place, root_of
from sportello.portal.seller_texts import as_html
from sportello.portal.showing import kept_page, page
from sportello.reading.vocabulary import CATEGORIES

FIRST_ARTICLES = 5


@require_safe
@public
def root(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the home page in the visitor's language, with the code of the road they came by."""
    centre = open_centre(slug)
    language = wanted_language(request, centre)
    home = f"{root_of(centre, on_own_domain=bool(getattr(request, 'own_domain', '')))}/{language}"
    code = request.GET.get(ROAD, "")
    answer = HttpResponseRedirect(f"{home}?{ROAD}={code}" if code.isalnum() and len(code) <= 24 else home)
    answer.headers["Vary"] = "Accept-Language"
    return answer


@require_safe
@public
@in_centre
def home(request: HttpRequest, place: Place) -> HttpResponse:
    """The search, the order, what people ask by category, the hours, and the way to a person."""
    visit = place.visiting.visit
    if visit is None or visit.order_id is None:
        key = (place.mark, place.now.date(), place.now.hour)
        return kept_page(request, place, "portal/home.html", lambda: _at_home(place), key=key)
    order = order_state.seen(Order.objects.complete().get(pk=visit.order_id), now=place.now)
    return page(request, place, "portal/home.html", {**_at_home(place), "order": order})


@require_safe
@public
@in_centre
def nothing(_request: HttpRequest, _place: Place, rest: str) -> HttpResponse:
    """Any other address below a help centre's language: the centre says that nothing is there."""
    raise Http404(rest)


@require_safe
@public
@in_centre
def category(request: HttpRequest, place: Place, category: str) -> HttpResponse:
    """All articles of a category, by topic."""
    if category not in CATEGORIES:
        raise Http404
    path = f"topics/{category}"
    context = partial(_in_category, place, category)
    return kept_page(request, place, "portal/category.html", context, key=(category, place.mark), path=path)


@require_safe
@public
@in_centre
def article(request: HttpRequest, place: Place, article: str) -> HttpResponse:
    """An article, and the question whether it helped. Looking at it is a step of the visit."""
    mark = place.mark
    found = articles.page(place, article, mark)
    if found is None:
        return _elsewhere(request, place, article)
    if request.method == "GET":
        place.visiting.note(StepKind.READ, edition=found.line.edition)
    voted = request.GET.get("voted", "")
    voted = voted if voted in {"yes", "no", "said"} else ""
    context = partial(_of_article, place, found, voted)
    path, key = f"articles/{article}", (article, mark, voted)
    return kept_page(request, place, "portal/article.html", context, key=key, path=path, languages=found.languages)


def seller_text(place: Place, kind: TextKind) -> str:
    """A text of the seller's own as HTML, "" where there is none in this language."""
    key = ("text", place.centre.pk, place.centre.changed_at, place.language, kind)
    return KEPT.get(key, lambda: _seller_text(place, kind))


def _seller_text(place: Place, kind: TextKind) -> str:
    found = CentreText.objects.filter(centre=place.centre, kind=kind, language=place.language).first()
    return as_html(found.text, brand=place.centre.brand.name) if found else ""


def _at_home(place: Place) -> dict[str, object]:
    found = articles.lines(place, place.mark)
    return {
        "blocks": place.centre.blocks,
        "groups": [_group(place, category, found) for category in _categories(place)],
        "hours": opening_hours(place.centre, place.now) if Block.HOURS in place.centre.blocks else None,
        "welcome": seller_text(place, TextKind.WELCOME),
    }


def _in_category(place: Place, category: str) -> dict[str, object]:
    found = articles.by_category(articles.lines(place, place.mark)).get(category, [])
    topics = [(words.topic(topic), [one for one in found if one.topic == topic]) for topic in CATEGORIES[category]]
    return {"name": words.category(category), "topics": [(name, lines) for name, lines in topics if lines]}


def _of_article(place: Place, found: articles.Page, voted: str) -> dict[str, object]:
    return {
        "article": found,
        "category": words.category(found.line.category),
        "voted": voted,
        "reasons": VoteReason.choices,
        "question": structured.question(place, found),
    }


def _elsewhere(request: HttpRequest, place: Place, article: str) -> HttpResponse:
    """An article that is not there in this language: where it is, and what else there is to do (404)."""
    others = articles.languages_of(place, article)
    context = {"article": article}
    path = f"articles/{article}"
    return page(request, place, "portal/not_here.html", context, path=path, languages=others, status=404)


def _categories(place: Place) -> list[str]:
    return [block for block in place.centre.blocks if block in CATEGORIES]


def _group(place: Place, category: str, found: Sequence[articles.Line]) -> dict[str, object]:
    inside = [line for line in found if line.category == category]
    name, hint = words.CATEGORIES[category]
    return {
        "slug": category,
        "name": name,
        "hint": hint,
        "lines": inside[:FIRST_ARTICLES],
        "count": len(inside),
        "href": place.to(f"topics/{category}"),
    }


def wanted_language(request: HttpRequest, centre: HelpCentre) -> str:
    """The first language of the browser that the help centre speaks, else the centre's own first."""
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        try:
            found = get_supported_language_variant(wanted)
        except LookupError:
            continue
        if found in centre.languages:
            return found
    return centre.languages[0]
