from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "sportello.connectors.email"
    label = "email_connector"
