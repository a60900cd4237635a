"""The addresses to which marketplaces push."""

from django.urls import path

from . import views

urlpatterns = [path("hooks/<int:source_id>/<str:token>", views.hooks, name="hooks")]
