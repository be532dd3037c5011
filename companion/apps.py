"""The service's app."""

from django.apps import AppConfig


class CompanionConfig(AppConfig):
    """People, panels, what they said and what was agreed."""

    name = "companion"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make our Celery application the current one, so that a nudge finds its broker."""
        from companion.celery import app

        app.set_default()
