from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "sportello.portal"
    label = "portal"

    def ready(self) -> None:
        """Let rules that change find the seller's texts in help centres."""
        from sportello.compliance import publishing

        from .seller_texts import PROVIDER, texts_published

        publishing.register(PROVIDER, texts_published)
