"""Whoever was brought in before names were indexed is found by name too."""

from django.db import migrations

from companion.models.names import name_indexes


def index_names(apps, schema_editor):
    words = apps.get_model("companion", "NameWord")
    for person in apps.get_model("companion", "Subject").objects.filter(name_words=None):
        words.objects.bulk_create(
            words(subject=person, index=index) for index in sorted(name_indexes(person.name))
        )


class Migration(migrations.Migration):
    dependencies = [("companion", "0020_found_by_name")]
    operations = [migrations.RunPython(index_names, migrations.RunPython.noop)]
