from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Guidance and wordings."""

    name = "content"
    verbose_name = "Guidance and wordings"
    default_auto_field = "django.db.models.BigAutoField"
