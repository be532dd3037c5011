"""Texts from unknown numbers are found among all others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0004_media'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='incomingmessage',
            index=models.Index(condition=models.Q(('handled_at__isnull', False), ('owner_id__isnull', True)), fields=['id'], name='incoming_of_nobody'),
        ),
    ]
