"""Addresses of spikes."""

from django.urls import path

from . import acts, hooks, views

urlpatterns = [
    path("insights/spikes", views.spikes, name="insights-spikes"),
    path("insights/spikes/told", views.told, name="insights-spikes-told"),
    path("insights/spikes/<int:spike_id>", views.spike, name="insights-spike"),
    path("insights/spikes/<int:spike_id>/verdict", acts.verdict, name="insights-spike-verdict"),
    path("insights/spikes/<int:spike_id>/article", acts.article, name="insights-spike-article"),
    path("insights/spikes/<int:spike_id>/mutes", acts.mutes, name="insights-spike-mutes"),
    path("insights/spikes/mutes/<int:mute_id>/removal", acts.mute_removal, name="insights-mute-removal"),
    path("insights/spikes/programs", hooks.hooks, name="insights-hooks"),
    path("insights/spikes/programs/<int:hook_id>/removal", hooks.removal, name="insights-hook-removal"),
]
