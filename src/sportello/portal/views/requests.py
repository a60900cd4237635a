"""The page by which a sender finds their message again, and adds to it."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts.access import public
from sportello.portal import braking, marketplaces, sending
from sportello.portal.entrance import from_own_page, in_centre, too_often
from sportello.portal.forms import LONGEST
from sportello.portal.models import Contact
from sportello.portal.place import Place
from sportello.portal.showing import page
from sportello.portal.standing import standing_of


class FurtherForm(forms.Form):
    """Words to add to a message."""

    text = forms.CharField(
        label=_("Add something to your message"), max_length=LONGEST, widget=forms.Textarea({"rows": 4})
    )


@require_safe
@public
@in_centre
def request_page(request: HttpRequest, place: Place, secret: str) -> HttpResponse:
    """How a message stands: reference, when an answer comes and where. The link's secret is all it asks for."""
    return _page(request, place, _contact(place, secret), secret, FurtherForm())


@require_POST
@public
@from_own_page
@in_centre
def further(request: HttpRequest, place: Place, secret: str) -> HttpResponse:
    """Add words to a message that was sent."""
    contact, form = _contact(place, secret), FurtherForm(request.POST)
    if not form.is_valid() or not standing_of(contact).may_add:
        return _page(request, place, contact, secret, form, status=422)
    if wait := braking.brake(braking.SENDING, place.address, now=place.now):
        return too_often(request, place, int(wait.total_seconds()))
    sending.add(form.cleaned_data["text"].replace("\x00", ""), contact=contact, now=place.now)
    return HttpResponseRedirect(f"{place.to(f'requests/{secret}')}?added=1", status=303)


def _contact(place: Place, secret: str) -> Contact:
    contacts = Contact.objects.select_related("envelope", "centre").filter(centre=place.centre)
    found = contacts.filter(key=sending.key_of(secret)).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, place: Place, contact: Contact, secret: str, form: FurtherForm, status: int = 200
) -> HttpResponse:
    context = {
        "contact": contact,
        "standing": standing_of(contact),
        "form": form,
        "secret": secret,
        "is_new": "new" in request.GET,
        "was_added": "added" in request.GET,
        "marketplace": marketplaces.NAMES.get(contact.site.partition(".")[0], ""),
        "order_list": marketplaces.order_list(contact.site.partition(".")[0], contact.site),
    }
    answer = page(request, place, "portal/request.html", context, path=f"requests/{secret}", status=status)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
