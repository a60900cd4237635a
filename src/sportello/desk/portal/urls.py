"""Addresses of the owner's pages about help centres."""

from django.urls import path

from . import centres, look, texts, tree

urlpatterns = [
    path("help-centres", centres.centres, name="help-centres"),
    path("help-centres/<int:centre_id>", centres.centre, name="help-centre"),
    path("help-centres/<int:centre_id>/opening", centres.opening, name="help-centre-opening"),
    path("help-centres/<int:centre_id>/closing", centres.closing, name="help-centre-closing"),
    path("help-centres/<int:centre_id>/look", look.look, name="help-centre-look"),
    path("help-centres/<int:centre_id>/look/sample", look.sample, name="help-centre-sample"),
    path("help-centres/<int:centre_id>/look/sample.css", look.sample_style, name="help-centre-sample-style"),
    path("help-centres/<int:centre_id>/texts", texts.texts, name="help-centre-texts"),
    path("help-centres/<int:centre_id>/links", texts.links, name="help-centre-links"),
    path("help-centres/<int:centre_id>/links/<int:link_id>/removal", texts.link_removal, name="help-centre-unlink"),
    path("help-centres/<int:centre_id>/form", tree.tree, name="help-centre-form"),
    path("help-centres/<int:centre_id>/form/choices", tree.new_choice, name="help-centre-choice-new"),
    path("help-centres/<int:centre_id>/form/choices/<int:choice_id>", tree.choice, name="help-centre-choice"),
    path("help-centres/<int:centre_id>/form/choices/<int:choice_id>/removal", tree.removal, name="help-centre-uproot"),
]
