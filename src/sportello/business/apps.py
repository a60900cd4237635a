from django.apps import AppConfig


class BusinessConfig(AppConfig):
    name = "sportello.business"
    label = "business"

    def ready(self) -> None:
        """Let letters of the accounts carry the address that the owner entered."""
        from sportello.accounts import links
        from sportello.business.models import Settings

        links.ask_for_base_url(Settings.objects.base_url)
