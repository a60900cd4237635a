"""The whole application with the connector's addresses, whether or not the configuration names them already."""

from django.urls import include, path

urlpatterns = [
    path("", include("sportello.connectors.email.urls")),
    path("", include("sportello.config.urls")),
]
