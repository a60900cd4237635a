"""Where an order stands, for who knows its number and one more thing."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sportello.accounts.access import public
from sportello.orders.models import Order
from sportello.portal import looking_up, marketplaces, order_state
from sportello.portal.choices import Choice, choice
from sportello.portal.entrance import from_own_page, in_centre, too_often
from sportello.portal.forms import LookUpForm
from sportello.portal.models import StepKind
from sportello.portal.order_state import OrderSeen
from sportello.portal.place import Place
from sportello.portal.showing import page
from sportello.portal.visiting import learn_order


@require_http_methods(["GET", "HEAD", "POST"])
@public
@from_own_page
@in_centre
def order(request: HttpRequest, place: Place) -> HttpResponse:
    """The form for a number and a second thing; a POST answers with the order's state, or that there is none (422).

    `choice` is the choice of the contact form from which one came, so that the way on leads back there.
    """
    about = _choice(request, place)
    if request.method != "POST":
        typed = {"number": looking_up.shown(request.GET.get("number", "")[:80])}
        form = LookUpForm(audience=place.audience, initial=typed)
        found = None if typed["number"] else known_order(place)
        return order_page(request, place, form=form, about=about, found=found)
    form = LookUpForm(request.POST, audience=place.audience)
    if not form.is_valid():
        return order_page(request, place, form=form, about=about, status=422)
    asking = looking_up.Asking(form.cleaned_data["number"], form.cleaned_data["proof"], place.address)
    try:
        known = looking_up.look_up(asking, centre=place.centre, now=place.now)
    except looking_up.TooOften as often:
        return too_often(request, place, int(often.wait.total_seconds()))
    place.visiting.note(StepKind.LOOKED_UP)
    if known is None:
        return order_page(request, place, form=form, about=about, is_unknown=True, status=422)
    seen = order_state.seen(known, now=place.now)
    learn_order(
        place.visiting, order_id=known.pk, customer_id=known.customer_id, audience=seen.audience, site=seen.site
    )
    place.visiting.note(StepKind.SAW_ORDER)
    return order_page(request, place, form=LookUpForm(audience=place.audience), about=about, found=seen)


def known_order(place: Place) -> OrderSeen | None:
    """The order that this visit looked up, as it stands now."""
    visit = place.visiting.visit
    if visit is None or visit.order_id is None:
        return None
    return order_state.seen(Order.objects.complete().get(pk=visit.order_id), now=place.now)


def order_page(
    request: HttpRequest,
    place: Place,
    *,
    form: LookUpForm,
    about: Choice | None,
    found: OrderSeen | None = None,
    is_unknown: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page with the form, or with the order; at a marketplace always with the way to its own page."""
    site = marketplaces.site_for(place.audience, place.visiting.site, place.language)
    context = {
        "form": form,
        "about": about,
        "order": found,
        "is_unknown": is_unknown,
        "marketplace": marketplaces.NAMES.get(place.audience, ""),
        "order_list": marketplaces.order_list(place.audience, site),
    }
    return page(request, place, "portal/order.html", context, path="order", status=status)


def _choice(request: HttpRequest, place: Place) -> Choice | None:
    given = request.POST.get("choice") or request.GET.get("choice") or ""
    return choice(place, int(given)) if given.isascii() and given.isdigit() and len(given) < 12 else None
