"""Languages are data: a code of any, not one of six."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('companion', '0034_exports'),
    ]

    operations = [
        migrations.AlterField(
            model_name='statement',
            name='language',
            field=models.CharField(max_length=12),
        ),
        migrations.AlterField(
            model_name='subject',
            name='language',
            field=models.CharField(default='en', max_length=12),
        ),
    ]
