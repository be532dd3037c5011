"""A wording goes live when a second editor approves it: the step, the workflow, and no other power."""

import django.db.models.deletion
from django.db import migrations, models

from content.editors import ensure_editors
from content.ways import ensure_way


def make(apps, schema_editor):
    """Make the workflow, and take the power to publish from the editors there are."""
    ensure_way(apps)
    ensure_editors(apps, apps.get_model("content", "HomePage").objects.order_by("path").first())


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0003_covers"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondEditor",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
            ],
            options={"verbose_name": "approval by a second editor"},
            bases=("wagtailcore.task",),
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
