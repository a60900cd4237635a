"""How a help centre looks: its form, and a sample that follows what is being chosen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.portal import founding
from sportello.portal.middleware import forget_domains
from sportello.portal.models import HelpCentre
from sportello.portal.models.centre import is_colour
from sportello.portal.theming import FONTS, READABLE, Theme, contrast, properties, theme

from .centres import centre_or_404
from .forms import LookForm


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def look(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """Show and change how a help centre looks."""
    row = centre_or_404(centre_id)
    colour, font = row.colour, row.font
    form = LookForm(request.POST or None, request.FILES or None, instance=row)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["picture"]:
            form.instance.logo, form.instance.logo_type = form.cleaned_data["picture"], "image/png"
        form.save()
        founding.changed(form.instance, what="look", by=request.user, now=timezone.now())
        forget_domains()
        messages.success(request, _("%(name)s is saved.") % {"name": form.instance.name})
        return redirect("desk:help-centre-look", row.pk)
    context = {"centre": row, "form": form, **_sample(row, colour, font)}
    return render(request, "desk/portal/look.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.MANAGE_BUSINESS)
def sample(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """The sample with a colour and a font that are not saved yet."""
    row = centre_or_404(centre_id)
    return render(request, "desk/portal/sample.html", {"centre": row, **_sample(row, *_chosen(request, row))})


@require_safe
@requires(Permission.MANAGE_BUSINESS)
def sample_style(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """The style sheet of the sample: the page's policy allows colours from a file alone."""
    colour, font = _chosen(request, centre_or_404(centre_id))
    text = properties(theme(colour=colour, font=font)).replace(":root", ".centre-sample")
    return HttpResponse(text, content_type="text/css; charset=utf-8")


def _chosen(request: HttpRequest, row: HelpCentre) -> tuple[str, str]:
    colour, font = request.GET.get("colour", "").lower(), request.GET.get("font", "")
    sound = is_colour.regex.match(colour) is not None  # type: ignore[union-attr]
    return colour if sound else row.colour, font if font in FONTS else row.font


def _sample(row: HelpCentre, colour: str, font: str) -> dict[str, object]:
    used: Theme = theme(colour=colour, font=font)
    return {
        "colour": colour,
        "font": font,
        "theme": used,
        "contrast": round(contrast(used.ground, used.on_ground), 1),
        "readable": READABLE,
        "name": row.name,
    }
