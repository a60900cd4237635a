"""Every address of Sportello."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("healthz", views.health),
    path("", include("sportello.accounts.urls")),
    path("", include("sportello.business.urls")),
    path("", include("sportello.channels.urls")),
    path("", include("sportello.desk.urls")),
    path("", include("sportello.portal.urls")),
    path("", include("sportello.connectors.email.urls")),
]
