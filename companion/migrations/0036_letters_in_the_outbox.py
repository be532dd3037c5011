"""Letters about accounts and emergencies: rows before they leave, as the others are."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('companion', '0035_any_language'),
    ]

    operations = [
        migrations.CreateModel(
            name='InvitationLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('refused', 'Refused'), ('unknown', 'Unknown'), ('dropped', 'Dropped')], default='waiting', max_length=10)),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.CharField(choices=[('invited', 'Invited'), ('reset', 'Their ways in were taken off')], max_length=8)),
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='companion.invitation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['state'], name='invitations_to_send')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('refused', 'Refused'), ('unknown', 'Unknown'), ('dropped', 'Dropped')], default='waiting', max_length=10)),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('may_confirm', 'An emergency waits for a second person'), ('acts', 'They act in an emergency'), ('acted_for', 'Somebody acts in their place'), ('asked_about', 'They are asked why they opened a case'), ('passkey_added', 'A passkey was added'), ('passkey_removed', 'A passkey was removed'), ('password_changed', 'The password was changed'), ('recovery_code_used', 'A recovery code was used'), ('reset_asked', 'Their ways in are to be taken off')], max_length=20)),
                ('about_id', models.UUIDField(blank=True, db_index=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['state'], name='notices_to_send')],
            },
        ),
    ]
