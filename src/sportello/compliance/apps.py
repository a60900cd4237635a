from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "sportello.compliance"
    label = "compliance"
