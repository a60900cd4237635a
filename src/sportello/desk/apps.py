from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "sportello.desk"
    label = "desk"

    def ready(self) -> None:
        from sportello.desk.complying import notices
        from sportello.desk.macros import published

        notices.register()
        published.register()
