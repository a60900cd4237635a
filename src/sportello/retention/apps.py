from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "sportello.retention"
    label = "retention"
