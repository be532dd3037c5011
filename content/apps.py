from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Guidance and wordings."""

    name = "content"
    verbose_name = "Guidance and wordings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Silence Wagtail's mail: it would leave inside the transaction of an approval."""
        from wagtail.models import WorkflowState
        from wagtail.signals import workflow_approved, workflow_rejected, workflow_submitted

        told = {
            "submitted": workflow_submitted,
            "approved": workflow_approved,
            "rejected": workflow_rejected,
        }
        for what, signal in told.items():
            uid = f"workflow_state_{what}_email_notification"
            signal.disconnect(sender=WorkflowState, dispatch_uid=uid)
