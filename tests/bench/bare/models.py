"""One table."""

from django.db import models


class Row(models.Model):
    """What was posted, as it came."""

    words = models.TextField()

    def __str__(self) -> str:
        return f"row {self.pk}"
