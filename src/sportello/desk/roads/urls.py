"""Addresses of the pages about inserts."""

from django.urls import path

from . import confirming, pages

urlpatterns = [
    path("help-centres/<int:centre_id>/confirmations", confirming.confirmations, name="confirmations"),
    path("help-centres/<int:centre_id>/confirmations/permit", confirming.permit, name="confirmation-permit"),
    path("help-centres/<int:centre_id>/inserts", pages.inserts, name="inserts"),
    path("help-centres/<int:centre_id>/inserts/<int:road_id>", pages.insert, name="insert"),
    path("help-centres/<int:centre_id>/inserts/<int:road_id>/code.svg", pages.code, name="insert-code"),
    path("help-centres/<int:centre_id>/inserts/<int:road_id>/<str:size>.svg", pages.preview, name="insert-preview"),
    path("help-centres/<int:centre_id>/inserts/<int:road_id>/putting-away", pages.putting_away, name="insert-away"),
    path("help-centres/<int:centre_id>/inserts/<int:road_id>/<str:size>.pdf", pages.sheet, name="insert-sheet"),
]
