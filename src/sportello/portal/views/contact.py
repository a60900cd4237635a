"""The contact form: choices, the answer that comes first, the message, and what may answer it before it is sent."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sportello.accounts.access import public
from sportello.portal import articles, braking, marketplaces, sending, stamps, suggesting, uploading
from sportello.portal.choices import Choice, choice, choices
from sportello.portal.entrance import from_own_page, in_centre, too_often
from sportello.portal.forms import LookUpForm, MessageForm
from sportello.portal.models import LiveAnswer, StepKind
from sportello.portal.place import Place
from sportello.portal.showing import page
from sportello.portal.uploading import KeptFile, NotTaken

from .order import known_order


@require_safe
@public
@in_centre
def contact(request: HttpRequest, place: Place) -> HttpResponse:
    """What it is about. It begins with what this visit searched and read, unless the visitor is held out."""
    if request.method == "GET":
        place.visiting.note(StepKind.FORM)
    mark = place.mark
    context = {
        "choices": choices(place),
        "offered": [] if place.held_out else suggesting.for_visit(place, mark),
        **_marketplace(place),
    }
    return page(request, place, "portal/contact.html", context, path="contact")


@require_safe
@public
@in_centre
def about(request: HttpRequest, place: Place, choice_id: int) -> HttpResponse:
    """A choice: those below it, or the answers that come before a message can be written."""
    chosen = _choice(place, choice_id)
    if request.method == "GET":
        place.visiting.note(StepKind.CHOSE, choice=chosen.id)
    path = f"contact/{choice_id}"
    if chosen.below:
        context = {"choices": chosen.below, "chosen": chosen, **_marketplace(place)}
        return page(request, place, "portal/contact.html", context, path=path)
    mark = place.mark
    first = suggesting.first_article(place, chosen, mark)
    offered = suggesting.for_choice(place, chosen, mark)
    if place.held_out or not (first or offered or chosen.row.live):
        return HttpResponseRedirect(place.to(f"contact/{choice_id}/message"))
    known = known_order(place) if chosen.row.live else None
    _note_shown(place, [first.line] if first else [])
    _note_shown(place, offered)
    if known:
        place.visiting.note(StepKind.SAW_ORDER)
    context = {
        "chosen": chosen,
        "first": first,
        "offered": offered,
        "order": known,
        "form": LookUpForm(audience=place.audience) if chosen.row.live else None,
        "is_refund": chosen.row.live == LiveAnswer.REFUND,
        **_marketplace(place),
    }
    return page(request, place, "portal/about.html", context, path=path)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@from_own_page
@in_centre
def message(request: HttpRequest, place: Place, choice_id: int) -> HttpResponse:
    """The message. A POST may show answers to it once more; "send it anyway" (`anyway`) always sends."""
    chosen = _choice(place, choice_id)
    if chosen.below:
        return HttpResponseRedirect(place.to(f"contact/{choice_id}"))
    if request.method != "POST":
        place.visiting.note(StepKind.FORM)
        form = MessageForm(choice=chosen.row, audience=place.audience, initial=_known(place))
        return _message_page(request, place, chosen, form)
    form = MessageForm(request.POST, choice=chosen.row, audience=place.audience)
    files, trouble = _files(request, place)
    sound = form.is_valid()
    if not sound or trouble:
        return _message_page(request, place, chosen, form, files=files, trouble=trouble, status=422)
    if hurried := _hurried(request, place):
        return _message_page(request, place, chosen, form, files=files, trouble=hurried, status=422)
    if not place.held_out and "anyway" not in request.POST:
        offered = suggesting.for_text(place, form.cleaned_data["text"])
        if offered:
            _note_shown(place, offered)
            return _message_page(request, place, chosen, form, files=files, offered=offered)
    return _send(request, place, chosen, form, [file.secret for file in files])


def _send(request: HttpRequest, place: Place, chosen: Choice, form: MessageForm, files: Sequence[str]) -> HttpResponse:
    if wait := braking.brake(braking.SENDING, place.address, now=place.now):
        return too_often(request, place, int(wait.total_seconds()))
    given = form.cleaned_data
    wish = sending.Wish(
        text=given["text"],
        email=str(given.get("email", "")).lower(),
        name=given.get("name", ""),
        order=given.get("order", ""),
        product=given.get("product", ""),
        files=uploading.taken_out(files),
    )
    sent = sending.send(wish, place=place, choice=chosen.row, way=(*chosen.way, chosen.label))
    return HttpResponseRedirect(f"{place.to(f'requests/{sent.secret}')}?new=1", status=303)


def _message_page(
    request: HttpRequest,
    place: Place,
    chosen: Choice,
    form: MessageForm,
    *,
    files: Sequence[KeptFile] = (),
    offered: Sequence[articles.Line] = (),
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "chosen": chosen,
        "form": form,
        "files": files,
        "takes_files": "files" in chosen.row.asks,
        "types": ",".join(sorted(uploading.TAKEN)),
        "offered": offered,
        "trouble": trouble,
        **_marketplace(place),
    }
    path = f"contact/{chosen.id}/message"
    return page(request, place, "portal/message.html", context, path=path, status=status)


def _files(request: HttpRequest, place: Place) -> tuple[list[KeptFile], str]:
    """The files of a message, and what is wrong with them."""
    given, before = request.FILES.getlist("files"), request.POST.getlist("kept")
    if given and braking.brake(braking.UPLOADS, place.address, now=place.now):
        return uploading.keep([], before, now=place.now), _("Too many files came from here. Please wait an hour.")
    try:
        return uploading.keep(given, before, now=place.now), ""
    except NotTaken as why:
        return uploading.keep([], before, now=place.now), str(why)


def _hurried(request: HttpRequest, place: Place) -> str:
    """Why a message is not taken yet: nobody writes one in two seconds, and old stamps are made anew."""
    passed = stamps.age(request.POST.get("stamp", ""), centre_id=place.centre.pk, now=place.now)
    if passed is None:
        return _("This page was open for a long time. Everything you wrote is here: please send it once more.")
    if passed < stamps.YOUNGEST:
        return _("That was very quick. If you are a person, please send it once more.")
    return ""


def _choice(place: Place, choice_id: int) -> Choice:
    found = choice(place, choice_id)
    if found is None:
        raise Http404
    return found


def _known(place: Place) -> dict[str, str]:
    """What the visit knows already and nobody should type twice."""
    visit = place.visiting.visit
    return {"order": visit.order.number} if visit and visit.order else {}


def _note_shown(place: Place, lines: Sequence[articles.Line]) -> None:
    for line in lines:
        place.visiting.note(StepKind.SHOWN, edition=line.edition)


def _marketplace(place: Place) -> dict[str, str]:
    site = marketplaces.site_for(place.audience, place.visiting.site, place.language)
    return {
        "marketplace": marketplaces.NAMES.get(place.audience, ""),
        "order_list": marketplaces.order_list(place.audience, site),
    }
