"""The part of the wording's edit screen that counts."""

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel

from .report import report


class MeasurePanel(Panel):
    """Encoding, exact number of messages and faults of the wording on the screen."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one wording."""

        template_name = "content/wording_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The report on what the form holds, even when the form was refused."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            fields = ("key", "language", "level", "body")
            held = {name: self.form[name].value() or "" for name in fields}
            pk = self.instance.pk
            asked = {
                "measure_url": reverse("wording_measure"),
                "version_url": reverse("wording_version", args=[pk]) if pk else "",
            }
            return {**context, **asked, "report": report(**held)}
