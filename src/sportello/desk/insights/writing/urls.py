"""Addresses of what to write next."""

from django.urls import path

from . import views

urlpatterns = [
    path("insights/writing", views.gaps, name="insights-writing"),
    path("insights/writing/weights", views.weights, name="insights-writing-weights"),
    path("insights/writing/<int:gap_id>", views.gap, name="insights-gap"),
    path("insights/writing/<int:gap_id>/article", views.article, name="insights-gap-article"),
    path("insights/writing/<int:gap_id>/mutes", views.mutes, name="insights-gap-mutes"),
    path("insights/writing/mutes/<int:mute_id>/removal", views.mute_removal, name="insights-gap-mute-removal"),
]
