"""Addresses of the insights; part of the desk's own, under its name."""

from django.urls import path

from . import entering

urlpatterns = [
    path("insights", entering.insights, name="insights"),
]
