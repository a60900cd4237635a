"""Addresses of the insights; part of the desk's own, under its name."""

from django.urls import path

from . import behind, entering, keeping, letters, planned
from .causes.urls import urlpatterns as causes_urls
from .costs.urls import urlpatterns as costs_urls
from .dossier.urls import urlpatterns as dossier_urls
from .health.urls import urlpatterns as health_urls
from .people import views as people
from .risk.urls import urlpatterns as risk_urls
from .samples.urls import urlpatterns as samples_urls
from .spikes.urls import urlpatterns as spikes_urls
from .today import views as today
from .writing.urls import urlpatterns as writing_urls

urlpatterns = [
    path("insights", entering.insights, name="insights"),
    path("insights/today", today.today, name="insights-today"),
    path("insights/deadlines", planned.deadlines, name="insights-deadlines"),
    path("insights/contacts", planned.contacts, name="insights-contacts"),
    path("insights/handling", planned.handling, name="insights-handling"),
    path("insights/self-service", planned.self_service, name="insights-self-service"),
    path("insights/people", people.people, name="insights-people"),
    path("insights/figures/<slug:slug>/tickets", behind.tickets, name="insights-tickets"),
    path("insights/views", keeping.views, name="insights-views"),
    path("insights/views/<int:view_id>/removal", keeping.removal, name="insights-view-removal"),
    path("insights/letter", letters.subscription, name="insights-letter"),
    path("insights/letter/removal", letters.removal, name="insights-letter-removal"),
    path("letters/<str:token>/stop", letters.stop, name="letter-stop"),
    *causes_urls,
    *costs_urls,
    *dossier_urls,
    *health_urls,
    *risk_urls,
    *samples_urls,
    *spikes_urls,
    *writing_urls,
]
