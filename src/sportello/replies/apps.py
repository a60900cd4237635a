from django.apps import AppConfig


class RepliesConfig(AppConfig):
    name = "sportello.replies"
    label = "replies"
