"""The vault as a Django application."""

from django.apps import AppConfig
from django.core.signals import request_finished, request_started


class VaultConfig(AppConfig):
    """Refuses to start without usable keys; empties the key ring around each request."""

    name = "vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from vault import keys, service_keys

        service_keys.require()
        request_started.connect(keys.forget, dispatch_uid="vault.forget.started")
        request_finished.connect(keys.forget, dispatch_uid="vault.forget.finished")
