"""Addresses of the channels; part of the desk's own, under its name."""

from django.urls import path

from . import channels

urlpatterns = [
    path("channels", channels.channels, name="channels"),
    path("channels/<int:channel_id>", channels.channel, name="channel"),
]
