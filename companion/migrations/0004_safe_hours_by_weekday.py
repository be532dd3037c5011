"""Hours by weekday; what is agreed already holds on every day."""

from typing import Any

from django.db import migrations, models

import companion.models.hours
import vault.fields
from companion.models.hours import Hours


def same_on_every_day(apps: Any, schema_editor: Any) -> None:
    """The one pair of times, said seven times."""
    rules = apps.get_model("companion", "SafeContactRule")._base_manager
    for opens, closes in set(rules.values_list("from_time", "until_time")):
        agreed = rules.filter(from_time=opens, until_time=closes)
        agreed.update(hours=Hours.every_day(opens, closes))


class Migration(migrations.Migration):
    dependencies = [
        ("companion", "0003_the_whole_loop"),
    ]

    operations = [
        migrations.AddField(
            model_name="safecontactrule",
            name="hours",
            field=companion.models.hours.HoursField(default=companion.models.hours.usual_hours),
        ),
        migrations.RunPython(same_on_every_day, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="safecontactrule", name="from_time"),
        migrations.RemoveField(model_name="safecontactrule", name="until_time"),
        migrations.AddField(
            model_name="safecontactrule",
            name="duress_plan",
            field=vault.fields.EncryptedField(blank=True),
        ),
        migrations.AddField(
            model_name="safecontactrule",
            name="duress_triggers",
            field=models.CharField(
                choices=[
                    ("alert", "a silent alert to the advocate and the coordinator"),
                    ("hold", "the alert, and nothing unasked is texted until somebody is on it"),
                ],
                default="alert",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="safecontactrule",
            name="who_is_not_safe",
            field=vault.fields.EncryptedField(blank=True),
        ),
        migrations.AddConstraint(
            model_name="safecontactrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours", [[], [], [], [], [], [], []]), _negated=True),
                name="some_hour_of_the_week_is_safe",
            ),
        ),
    ]
