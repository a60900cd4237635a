"""Addresses of samples and of what agents are told."""

from django.urls import path

from . import exporting, training, views

urlpatterns = [
    path("insights/samples", views.samples, name="insights-samples"),
    path("insights/samples/repeats", exporting.table, name="insights-repeats-table"),
    path("insights/samples/draws", views.draws, name="insights-draws"),
    path("insights/samples/<int:draw_id>", views.sample, name="insights-sample"),
    path("insights/samples/<int:draw_id>/widening", views.more, name="insights-sample-more"),
    path("insights/samples/answers/<int:answer_id>/comments", views.comments, name="insights-comment-new"),
    path("training", training.training, name="training"),
    path("training/notes/<int:note_id>/acknowledgement", training.acknowledgement, name="training-acknowledgement"),
    path("training/comments/<int:comment_id>/sight", training.sight, name="training-sight"),
]
