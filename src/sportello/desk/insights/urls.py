"""Addresses of the insights; part of the desk's own, under its name."""

from django.urls import path

from . import entering, keeping, letters
from .causes.urls import urlpatterns as causes_urls
from .dossier.urls import urlpatterns as dossier_urls
from .samples.urls import urlpatterns as samples_urls
from .today import views as today
from .writing.urls import urlpatterns as writing_urls

urlpatterns = [
    path("insights", entering.insights, name="insights"),
    path("insights/today", today.today, name="insights-today"),
    path("insights/views", keeping.views, name="insights-views"),
    path("insights/views/<int:view_id>/removal", keeping.removal, name="insights-view-removal"),
    path("insights/letter", letters.subscription, name="insights-letter"),
    path("insights/letter/removal", letters.removal, name="insights-letter-removal"),
    path("letters/<str:token>/stop", letters.stop, name="letter-stop"),
    *causes_urls,
    *dossier_urls,
    *samples_urls,
    *writing_urls,
]
