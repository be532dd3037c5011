"""The need areas that every panel begins with; all of them can be edited afterwards."""

from django.db import migrations

AREAS = (
    "Safety",
    "Food and basics",
    "Housing",
    "Mental health",
    "Physical health",
    "Drugs",
    "Alcohol",
    "Money",
    "Work and learning",
    "Family and children",
    "Friends and community",
    "Feelings and behaviour",
    "Justice and legal",
    "Immigration and papers",
    "Something else",
)
ADVOCATE_ONLY = {"Immigration and papers"}


def add(apps, schema_editor):
    areas = apps.get_model("companion", "NeedArea")
    for position, name in enumerate(AREAS):
        areas.objects.get_or_create(
            name=name, defaults={"position": position, "advocate_only": name in ADVOCATE_ONLY}
        )


class Migration(migrations.Migration):
    replaces = [("companion", "0002_need_areas"), ("companion", "0019_code_given_again")]
    dependencies = [("companion", "0018_everything_else")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
