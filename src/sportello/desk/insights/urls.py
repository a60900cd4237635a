"""Addresses of the insights; part of the desk's own, under its name."""

from django.urls import path

from . import entering
from .dossier.urls import urlpatterns as dossier_urls

urlpatterns = [
    path("insights", entering.insights, name="insights"),
    *dossier_urls,
]
