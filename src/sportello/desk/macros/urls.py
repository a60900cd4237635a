"""Addresses of macros."""

from django.urls import path

from . import editing, views

urlpatterns = [
    path("tickets/<int:ticket_id>/macros", views.macros, name="macros-for"),
    path("tickets/<int:ticket_id>/macros/<int:edition_id>", views.insertions, name="macro-insertions"),
    path("macros", editing.macros, name="macro-list"),
    path("macros/preview", editing.preview, name="macro-preview"),
    path("macros/starters", editing.starters, name="macro-starters"),
    path("macros/imports", editing.imports, name="macro-imports"),
    path("macros/export", editing.export, name="macro-export"),
    path("macros/<int:macro_id>", editing.macro, name="macro"),
    path("macros/<int:macro_id>/editions", editing.new_edition, name="macro-new-edition"),
    path("macros/<int:macro_id>/retirement", editing.retirement, name="macro-retirement"),
    path("macros/<int:macro_id>/retirement/removal", editing.return_to_use, name="macro-return"),
    path("macros/<int:macro_id>/<slug:audience>/<slug:language>", editing.edition, name="macro-edition"),
    path("macros/editions/<int:edition_id>/verification/removal", editing.withdrawal, name="macro-withdrawal"),
]
