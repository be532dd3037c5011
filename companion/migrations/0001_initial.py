"""Who signs in, and for which agency; Wagtail's tables need these and no others of ours."""

import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('is_active', models.BooleanField(default=True)),
                ('is_administrator', models.BooleanField(default=False)),
                ('is_evaluator', models.BooleanField(default=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
        ),
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=40, unique=True)),
                ('sector', models.CharField(choices=[('statutory', 'Statutory'), ('voluntary', 'Voluntary')], max_length=20)),
                ('controller', models.CharField(blank=True, max_length=80, verbose_name='the controller of its data')),
                ('regime', models.CharField(choices=[('uk_gdpr', 'UK GDPR'), ('part_3', 'Data Protection Act 2018, Part 3 (law enforcement)')], default='uk_gdpr', max_length=10)),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='its lawful basis, in words')),
                ('agreement', models.CharField(blank=True, max_length=120, verbose_name='its sharing agreement')),
                ('agreement_review_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'agencies',
                'constraints': [models.CheckConstraint(condition=models.Q(('agreement', ''), ('agreement_review_on__isnull', False), _connector='OR'), name='a_sharing_agreement_is_reviewed')],
            },
        ),
        migrations.AddField(
            model_name='user',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='companion.agency'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_account_an_email'),
        ),
    ]
