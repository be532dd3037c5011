"""The site, its home page, one guidance page and the editors' powers."""

from django.db import migrations

from content.pages import ensure_pages


def make(apps, schema_editor):
    """Write what is missing."""
    ensure_pages(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        # These give Wagtail's own groups powers over pictures and documents, which the editors lose.
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
