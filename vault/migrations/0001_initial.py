from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DataKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner_id", models.UUIDField(editable=False)),
                ("generation", models.PositiveIntegerField(default=1, editable=False)),
                ("wrapped", models.TextField(editable=False)),
                (
                    "wrapped_with",
                    models.CharField(db_index=True, editable=False, max_length=34),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner_id", "generation"), name="vault_one_key_per_generation"
                    )
                ],
            },
        ),
    ]
