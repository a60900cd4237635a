"""Addresses of causes."""

from django.urls import path

from . import exporting, views

urlpatterns = [
    path("insights/causes", views.causes, name="insights-causes"),
    path("insights/causes/table", exporting.table, name="insights-causes-table"),
    path("insights/causes/requirements", views.requirements, name="insights-requirements"),
    path("insights/causes/studies", views.studies, name="insights-studies"),
    path("insights/causes/lines/<int:line_id>", views.line, name="insights-cause"),
    path("insights/causes/lines/<int:line_id>/requirement", views.requirement, name="insights-requirement"),
    path("insights/causes/lines/<int:line_id>/text", views.text, name="insights-text"),
    path("insights/causes/lines/<int:line_id>/notes", views.notes, name="insights-note-new"),
    path("insights/notes/<int:note_id>/removal", views.note_removal, name="insights-note-removal"),
]
