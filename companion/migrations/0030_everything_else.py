"""All tables but those of users and agencies, and the need areas that every panel begins with.

As they stood when no service had run yet. After Wagtail's, though nothing here needs them: each of
its hundred steps would otherwise build all of these models anew, which made half of the time that a
first start takes.
"""

import companion.models.hours
import django.db.models.deletion
import django.utils.timezone
import uuid
import vault.fields
from django.conf import settings
from django.db import migrations, models


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


def add_areas(apps, schema_editor):
    areas = apps.get_model("companion", "NeedArea")
    for position, name in enumerate(AREAS):
        areas.objects.get_or_create(
            name=name, defaults={"position": position, "advocate_only": name in ADVOCATE_ONLY}
        )


class CreateTogether(migrations.operations.base.Operation):
    """Many new models, rendered once: alone, each would have Wagtail's rendered anew with it."""

    reversible = True

    def __init__(self, creations):
        self.creations = creations

    def state_forwards(self, app_label, state):
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for creation in self.creations:
            creation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for creation in self.creations:
            creation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for creation in reversed(self.creations):
            creation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {len(self.creations)} models together"


TABLES = [
    migrations.CreateModel(
        name='Chain',
        fields=[
            ('owner_id', models.UUIDField(primary_key=True, serialize=False)),
            ('length', models.PositiveBigIntegerField(default=0)),
            ('head', models.CharField(default='', max_length=64)),
        ],
    ),
    migrations.CreateModel(
        name='Panel',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('name', models.CharField(max_length=80, unique=True)),
            ('type', models.CharField(choices=[('marac', 'MARAC'), ('mappa', 'MAPPA'), ('iom', 'IOM'), ('mash', 'MASH'), ('family', 'Family help'), ('perpetrator', 'Perpetrator panel'), ('mental_health', 'Mental health triage'), ('trusted_person', 'One trusted person'), ('local_violence', 'Local violence panel')], max_length=20)),
            ('purpose', models.CharField(blank=True, max_length=300)),
            ('objectives', models.CharField(blank=True, max_length=600)),
            ('staffed_hours', models.CharField(blank=True, max_length=120)),
            ('duty_contact', models.CharField(blank=True, max_length=120)),
            ('duty_tested_on', models.DateField(blank=True, null=True)),
            ('phone_checked_on', models.DateField(blank=True, null=True)),
            ('live_at', models.DateTimeField(blank=True, null=True)),
            ('duty_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(('live_at__isnull', True), models.Q(models.Q(('staffed_hours', ''), _negated=True), models.Q(('duty_contact', ''), _negated=True), ('duty_tested_on__isnull', False), ('phone_checked_on__isnull', False)), _connector='OR'), name='a_live_panel_is_staffed_and_tested')],
        },
    ),
    migrations.CreateModel(
        name='NeedArea',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(max_length=60)),
            ('position', models.PositiveSmallIntegerField(default=0)),
            ('advocate_only', models.BooleanField(default=False)),
            ('dropped', models.BooleanField(default=False)),
            ('panel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='need_areas', to='companion.panel')),
        ],
        options={
            'constraints': [models.UniqueConstraint(fields=('panel', 'name'), name='one_area_a_name_a_panel'), models.UniqueConstraint(condition=models.Q(('panel__isnull', True)), fields=('name',), name='one_usual_area_a_name')],
        },
    ),
    migrations.CreateModel(
        name='Access',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('subject_id', models.UUIDField(db_index=True)),
            ('page', models.CharField(max_length=60)),
            ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'verbose_name_plural': 'accesses',
        },
    ),
    migrations.CreateModel(
        name='PanelCase',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('closed_at', models.DateTimeField(blank=True, null=True)),
            ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='companion.panel')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='a_case_closes_after_it_opens')],
        },
    ),
    migrations.CreateModel(
        name='Subject',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('name', vault.fields.EncryptedField()),
            ('language', models.CharField(choices=[('en', 'English'), ('cy', 'Welsh'), ('pl', 'Polish'), ('ur', 'Urdu'), ('pa', 'Punjabi'), ('ro', 'Romanian')], default='en', max_length=2)),
            ('whereabouts', models.CharField(blank=True, choices=[('custody', 'in custody'), ('hospital', 'in hospital'), ('missing', 'missing'), ('dead', 'died')], default='', max_length=10)),
            ('legal_hold_since', models.DateTimeField(blank=True, null=True)),
            ('time_zone', models.CharField(default='Europe/London', max_length=40)),
            ('age_band', models.CharField(choices=[('under_13', 'Under 13'), ('13_to_15', '13 to 15'), ('16_or_17', '16 or 17'), ('adult', '18 or over')], default='adult', max_length=10)),
            ('competence_at', models.DateTimeField(blank=True, null=True)),
            ('communication', vault.fields.EncryptedField(blank=True)),
            ('interpreter', vault.fields.EncryptedField(blank=True)),
            ('created_at', models.DateTimeField(auto_now_add=True)),
            ('competence_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('competence_at__isnull', True), ('competence_by__isnull', True)), models.Q(('competence_at__isnull', False), ('competence_by__isnull', False)), _connector='OR'), name='competence_names_who_found_it'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='subject_has_a_name'), models.CheckConstraint(condition=models.Q(('owner_id', models.F('public_id'))), name='subject_owns_itself'), models.CheckConstraint(condition=models.Q(models.Q(('whereabouts', 'dead'), _negated=True), ('legal_hold_since__isnull', False), _connector='OR'), name='a_death_sets_a_legal_hold')],
        },
    ),
    migrations.CreateModel(
        name='CaseSubject',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('role', models.CharField(choices=[('victim', 'Victim'), ('offender', 'Offender'), ('both', 'Both'), ('family', 'Family member')], max_length=20)),
            ('left_at', models.DateTimeField(blank=True, null=True)),
            ('never_agencies', models.ManyToManyField(blank=True, related_name='+', to='companion.agency')),
            ('never_users', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('panel_case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sides', to='companion.panelcase')),
            ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sides', to='companion.subject')),
        ],
        options={
            'constraints': [models.UniqueConstraint(fields=('subject', 'panel_case'), name='one_side_a_case')],
        },
    ),
    migrations.CreateModel(
        name='Statement',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('words', vault.fields.EncryptedField()),
            ('author', models.CharField(choices=[('subject', 'The person'), ('advocate', 'Their advocate, with them')], max_length=10)),
            ('channel', models.CharField(choices=[('text', 'by text'), ('in_person', 'in person'), ('call', 'by phone')], max_length=10)),
            ('language', models.CharField(max_length=2)),
            ('audience', models.CharField(choices=[('advocate', 'My advocate only'), ('agencies', 'Some of the panel'), ('panel', 'The panel')], default='advocate', max_length=10)),
            ('message', models.UUIDField(blank=True, null=True, unique=True)),
            ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('agencies', models.ManyToManyField(blank=True, related_name='+', to='companion.agency')),
            ('side', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='companion.casesubject')),
            ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='companion.subject')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('author', 'subject'), ('written_by__isnull', True)), models.Q(('author', 'advocate'), ('written_by__isnull', False)), _connector='OR'), name='proxy_words_name_their_writer'), models.CheckConstraint(condition=models.Q(('side__isnull', False), ('audience', 'advocate'), _connector='OR'), name='words_without_a_side_stay_with_the_advocate')],
        },
    ),
    migrations.CreateModel(
        name='Need',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('importance', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='how much it matters, 1 to 5')),
            ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='companion.casesubject')),
            ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='companion.needarea')),
            ('statement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='need', to='companion.statement')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(('importance__isnull', True), ('importance__range', (1, 5)), _connector='OR'), name='importance_is_one_to_five')],
        },
    ),
    migrations.CreateModel(
        name='AgreedAction',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('what', vault.fields.EncryptedField()),
            ('kind', models.CharField(choices=[('engage', 'Engage the person'), ('support', 'Support'), ('check', 'Check'), ('share', 'Share information'), ('enforce', 'Enforce'), ('other', 'Other')], max_length=10)),
            ('newness', models.CharField(choices=[('new', 'New because of this panel'), ('forward', 'Brought forward'), ('anyway', 'Would have happened anyway')], default='new', max_length=10)),
            ('statutory', models.BooleanField(default=False, verbose_name='a statutory requirement')),
            ('due_on', models.DateField()),
            ('agreed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('done_at', models.DateTimeField(blank=True, null=True)),
            ('done_note', vault.fields.EncryptedField(blank=True)),
            ('after', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='before', to='companion.agreedaction')),
            ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('owned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed_actions', to=settings.AUTH_USER_MODEL)),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed_actions', to='companion.casesubject')),
            ('needs', models.ManyToManyField(blank=True, related_name='agreed_actions', to='companion.need')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='done_names_who_did_it'), models.CheckConstraint(condition=models.Q(('after__isnull', True), models.Q(('after', models.F('pk')), _negated=True), _connector='OR'), name='no_action_waits_for_itself'), models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='an_action_says_what')],
        },
    ),
    migrations.CreateModel(
        name='ActionResponse',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('answer', models.CharField(choices=[('agree', 'Agrees'), ('change', 'Wants it changed'), ('no', 'Says no'), ('could_not', 'Could not answer')], max_length=10)),
            ('words', vault.fields.EncryptedField(blank=True)),
            ('answered_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('agreed_action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='companion.agreedaction')),
        ],
        options={
            'get_latest_by': ('answered_at', 'pk'),
        },
    ),
    migrations.CreateModel(
        name='Advocacy',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('expires_at', models.DateTimeField()),
            ('ended_at', models.DateTimeField(blank=True, null=True)),
            ('advocate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advocacies', to=settings.AUTH_USER_MODEL)),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advocacies', to='companion.casesubject')),
        ],
        options={
            'verbose_name_plural': 'advocacies',
            'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('side',), name='one_advocate_a_side'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('started_at'))), name='advocacy_ends_after_it_starts')],
        },
    ),
    migrations.CreateModel(
        name='Code',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('words', vault.fields.EncryptedField()),
            ('kind', models.CharField(choices=[('need', 'something they need'), ('goal', 'something they want to change'), ('action', 'something agreed'), ('yes', 'yes'), ('no', 'no'), ('change', 'change it')], max_length=10)),
            ('about', models.UUIDField(blank=True, null=True)),
            ('agreed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('expires_at', models.DateTimeField()),
            ('ended_at', models.DateTimeField(blank=True, null=True)),
            ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='companion.casesubject')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_code_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('about__isnull', True), ('kind__in', ['yes', 'no', 'change'])), models.Q(('about__isnull', False), ('kind__in', ['need', 'goal', 'action'])), _connector='OR'), name='a_code_stands_for_one_thing'), models.UniqueConstraint(condition=models.Q(('about__isnull', False), ('ended_at__isnull', True)), fields=('side', 'about'), name='one_code_for_one_thing'), models.UniqueConstraint(condition=models.Q(('about__isnull', True), ('ended_at__isnull', True)), fields=('side', 'kind'), name='one_code_for_one_answer')],
        },
    ),
    migrations.CreateModel(
        name='Consent',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('purpose', models.CharField(blank=True, max_length=300)),
            ('recipients', models.JSONField(blank=True, default=list)),
            ('told_version', models.CharField(max_length=20)),
            ('told', models.JSONField(default=list)),
            ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('confirmed_at', models.DateTimeField(blank=True, null=True)),
            ('evidence', models.CharField(choices=[('in_person', 'Said so in person'), ('invitation', 'Said yes to the invitation'), ('one_time_word', 'Texted the word their advocate gave them'), ('same_phone', 'Said so in person, and had said yes from this phone before')], default='in_person', max_length=20)),
            ('expires_at', models.DateTimeField()),
            ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='companion.casesubject')),
        ],
        options={
            'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('side',), name='one_consent_a_side'), models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), models.Q(('evidence', 'in_person'), _negated=True), _connector='OR'), name='only_their_own_text_confirms')],
        },
    ),
    migrations.CreateModel(
        name='Emergency',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('reason', vault.fields.EncryptedField()),
            ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('confirmed_at', models.DateTimeField(blank=True, null=True)),
            ('ends_at', models.DateTimeField()),
            ('ended_at', models.DateTimeField(blank=True, null=True)),
            ('advocacy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='emergencies', to='companion.advocacy')),
            ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('colleague', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts_in_emergencies', to=settings.AUTH_USER_MODEL)),
            ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='emergencies', to='companion.casesubject')),
        ],
        options={
            'verbose_name_plural': 'emergencies',
            'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('side',), name='one_emergency_a_side'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='an_emergency_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='a_confirmed_emergency_names_who_confirmed_it'), models.CheckConstraint(condition=models.Q(models.Q(('asked_by', models.F('colleague')), _negated=True), models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('asked_by')), _negated=True), _connector='OR'), models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('colleague')), _negated=True), _connector='OR')), name='three_people_in_an_emergency'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', False), ('ended_by__isnull', True), _connector='OR'), name='an_emergency_that_goes_on_was_ended_by_nobody')],
        },
    ),
    migrations.CreateModel(
        name='Engagement',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('achieved', models.BooleanField(verbose_name='the person was reached')),
            ('note', vault.fields.EncryptedField(blank=True)),
            ('tried_on', models.DateField()),
            ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('agreed_action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to='companion.agreedaction')),
            ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='Event',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('number', models.PositiveBigIntegerField()),
            ('kind', models.CharField(choices=[('case_opened', 'Case Opened'), ('side_added', 'Side Added'), ('advocate_appointed', 'Advocate Appointed'), ('advocacy_ended', 'Advocacy Ended'), ('partition_made', 'Partition Made'), ('number_changed', 'Number Changed'), ('number_frozen', 'Number Frozen'), ('rule_agreed', 'Rule Agreed'), ('rule_confirmed', 'Rule Confirmed'), ('consent_recorded', 'Consent Recorded'), ('consent_renewed', 'Consent Renewed'), ('consent_confirmed', 'Consent Confirmed'), ('consent_withdrawn', 'Consent Withdrawn'), ('invited', 'Invited'), ('absence_began', 'Absence Began'), ('absence_ended', 'Absence Ended'), ('death_corrected', 'Death Corrected'), ('code_agreed', 'Code Agreed'), ('code_ended', 'Code Ended'), ('stopped', 'Stopped'), ('language_chosen', 'Language Chosen'), ('answer_taken_back', 'Answer Taken Back'), ('started', 'Started'), ('paused', 'Paused'), ('statement_made', 'Statement Made'), ('statement_placed', 'Statement Placed'), ('audience_chosen', 'Audience Chosen'), ('audience_overridden', 'Audience Overridden'), ('override_told', 'Override Told'), ('override_put_off', 'Override Put Off'), ('translation_added', 'Translation Added'), ('staff_summary_added', 'Staff Summary Added'), ('need_opened', 'Need Opened'), ('importance_given', 'Importance Given'), ('need_answered', 'Need Answered'), ('member_asked', 'Member Asked'), ('member_answered', 'Member Answered'), ('action_agreed', 'Action Agreed'), ('action_done', 'Action Done'), ('telling_decided', 'Telling Decided'), ('told', 'Told'), ('action_answered', 'Action Answered'), ('feedback_given', 'Feedback Given'), ('advocate_wrote', 'Advocate Wrote'), ('alert_raised', 'Alert Raised'), ('alert_seen', 'Alert Seen'), ('alert_told', 'Alert Told'), ('alert_escalated', 'Alert Escalated'), ('duty_test_asked', 'Duty Test Asked'), ('duty_test_confirmed', 'Duty Test Confirmed'), ('signed_in', 'Signed In'), ('account_made', 'Account Made'), ('goal_opened', 'Goal Opened'), ('goal_rated', 'Goal Rated'), ('goal_ended', 'Goal Ended'), ('turn_to_rated', 'Turn To Rated'), ('one_time_word_given', 'One Time Word Given'), ('engagement_recorded', 'Engagement Recorded'), ('order_changed', 'Order Changed'), ('reminded', 'Reminded'), ('fed_back', 'Fed Back'), ('meeting_called', 'Meeting Called'), ('agenda_changed', 'Agenda Changed'), ('summary_frozen', 'Summary Frozen'), ('meeting_closed', 'Meeting Closed'), ('review_planned', 'Review Planned'), ('review_decided', 'Review Decided'), ('review_wish_said', 'Review Wish Said'), ('case_closed', 'Case Closed'), ('case_reopened', 'Case Reopened'), ('harm_reported', 'Harm Reported'), ('harm_learned_from', 'Harm Learned From'), ('referred', 'Referred'), ('referral_decided', 'Referral Decided'), ('side_left', 'Side Left'), ('stand_in_arranged', 'Stand In Arranged'), ('stand_in_ended', 'Stand In Ended'), ('emergency_asked', 'Emergency Asked'), ('emergency_confirmed', 'Emergency Confirmed'), ('emergency_ended', 'Emergency Ended'), ('agency_changed', 'Agency Changed'), ('panel_made', 'Panel Made'), ('panel_changed', 'Panel Changed'), ('areas_changed', 'Areas Changed'), ('panel_live', 'Panel Live'), ('seat_given', 'Seat Given'), ('seat_ended', 'Seat Ended'), ('facts_kept', 'Facts Kept'), ('opening_explained', 'Opening Explained'), ('opening_checked', 'Opening Checked'), ('opening_asked_about', 'Opening Asked About'), ('opening_settled', 'Opening Settled'), ('never_see_changed', 'Never See Changed'), ('details_changed', 'Details Changed'), ('capacity_noted', 'Capacity Noted'), ('user_invited', 'User Invited'), ('invitation_taken', 'Invitation Taken'), ('account_closed', 'Account Closed'), ('password_changed', 'Password Changed'), ('recovery_codes_made', 'Recovery Codes Made'), ('recovery_code_used', 'Recovery Code Used'), ('code_given_again', 'Code Given Again'), ('sign_ins_ended', 'Sign Ins Ended'), ('factor_reset_asked', 'Factor Reset Asked'), ('factor_reset_stopped', 'Factor Reset Stopped'), ('factor_reset', 'Factor Reset'), ('passkey_added', 'Passkey Added'), ('passkey_removed', 'Passkey Removed')], max_length=30)),
            ('actor', models.CharField(choices=[('subject', 'Subject'), ('user', 'User'), ('service', 'Service')], max_length=10)),
            ('about_type', models.CharField(max_length=40)),
            ('about_id', models.UUIDField()),
            ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ('previous', models.CharField(blank=True, max_length=64)),
            ('digest', models.CharField(max_length=64)),
            ('chain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='companion.chain')),
            ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'constraints': [models.UniqueConstraint(fields=('chain', 'number'), name='one_line_a_place_in_a_chain')],
        },
    ),
    migrations.CreateModel(
        name='FactorReset',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('expires_at', models.DateTimeField()),
            ('confirmed_at', models.DateTimeField(blank=True, null=True)),
            ('ended_at', models.DateTimeField(blank=True, null=True)),
            ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='factor_resets', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'constraints': [models.UniqueConstraint(condition=models.Q(('confirmed_at', None), ('ended_at', None)), fields=('user',), name='one_open_reset_a_user'), models.CheckConstraint(condition=models.Q(('confirmed_by', models.F('asked_by')), _negated=True), name='a_reset_takes_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('asked_by', models.F('user')), _negated=True), models.Q(('confirmed_by', models.F('user')), _negated=True)), name='nobody_resets_themselves'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='a_confirmed_reset_names_who_confirmed')],
        },
    ),
    migrations.CreateModel(
        name='Feedback',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('happened', models.CharField(choices=[('yes', 'It happened'), ('no', 'It did not happen'), ('partly', 'Some of it happened')], max_length=10)),
            ('helped', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='how much it helped, 1 to 5')),
            ('words', vault.fields.EncryptedField(blank=True)),
            ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('agreed_action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='companion.agreedaction')),
            ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'get_latest_by': ('given_at', 'pk'),
            'constraints': [models.CheckConstraint(condition=models.Q(('helped__isnull', True), ('helped__range', (1, 5)), _connector='OR'), name='helped_is_one_to_five'), models.CheckConstraint(condition=models.Q(('helped__isnull', True), models.Q(('happened', 'no'), _negated=True), _connector='OR'), name='only_what_happened_can_help')],
        },
    ),
    migrations.CreateModel(
        name='Invitation',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('digest', models.CharField(max_length=64, unique=True)),
            ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('expires_at', models.DateTimeField()),
            ('taken_at', models.DateTimeField(blank=True, null=True)),
            ('ended_at', models.DateTimeField(blank=True, null=True)),
            ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None), ('taken_at', None)), fields=('user',), name='one_open_invitation_a_user')],
        },
    ),
    migrations.CreateModel(
        name='Meeting',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('held_on', models.DateField()),
            ('closed_at', models.DateTimeField(blank=True, null=True)),
            ('called_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='companion.panel')),
        ],
        options={
            'constraints': [models.UniqueConstraint(fields=('panel', 'held_on'), name='one_meeting_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='a_closed_meeting_names_who_closed_it')],
        },
    ),
    migrations.CreateModel(
        name='MemberQuestion',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('words', vault.fields.EncryptedField()),
            ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('answer', vault.fields.EncryptedField(blank=True)),
            ('answered_at', models.DateTimeField(blank=True, null=True)),
            ('agreed_action', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='member_questions', to='companion.agreedaction')),
            ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('asked_of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='member_questions', to='companion.casesubject')),
            ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='member_questions', to='companion.need')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agreed_action__isnull', True), ('need__isnull', False)), models.Q(('agreed_action__isnull', False), ('need__isnull', True)), _connector='OR'), name='a_member_asks_about_one_thing'), models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR')), name='a_members_question_has_words_and_its_answer_a_moment')],
        },
    ),
    migrations.CreateModel(
        name='Goal',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('ended_at', models.DateTimeField(blank=True, null=True)),
            ('ended_as', models.CharField(blank=True, choices=[('reached', 'Reached'), ('set_aside', 'Set aside')], max_length=10)),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='companion.casesubject')),
            ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='companion.need')),
            ('statement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='goal', to='companion.statement')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_as', ''), ('ended_at__isnull', True)), models.Q(('ended_at__gte', models.F('opened_at')), models.Q(('ended_as', ''), _negated=True)), _connector='OR'), name='an_ended_goal_says_how')],
        },
    ),
    migrations.CreateModel(
        name='NeedsSummary',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('version', models.PositiveIntegerField()),
            ('content', vault.fields.EncryptedField()),
            ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='summaries', to='companion.meeting')),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='summaries', to='companion.casesubject')),
        ],
        options={
            'verbose_name_plural': 'needs summaries',
            'get_latest_by': ('version',),
            'constraints': [models.UniqueConstraint(fields=('side', 'version'), name='one_summary_a_version'), models.UniqueConstraint(fields=('side', 'meeting'), name='one_summary_a_meeting')],
        },
    ),
    migrations.CreateModel(
        name='OneTimeWord',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('index', models.CharField(max_length=64)),
            ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('expires_at', models.DateTimeField()),
            ('used_at', models.DateTimeField(blank=True, null=True)),
            ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='one_time_words', to='companion.casesubject')),
        ],
    ),
    migrations.CreateModel(
        name='Opening',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('why', models.CharField(choices=[('contacted', 'Somebody in it was in touch with my agency'), ('taking_over', 'I am taking over work in it'), ('meeting', 'To prepare a meeting'), ('safety', 'To keep somebody safe'), ('other', 'Something else')], max_length=12)),
            ('words', vault.fields.EncryptedField(blank=True)),
            ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('lasts_until', models.DateTimeField()),
            ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('panel_case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='companion.panelcase')),
        ],
        options={
            'indexes': [models.Index(fields=['user', 'panel_case', 'lasts_until'], name='openings_of_a_user')],
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('why', 'other'), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='something_else_says_what'), models.CheckConstraint(condition=models.Q(('lasts_until__gt', models.F('opened_at'))), name='an_opening_lasts')],
        },
    ),
    migrations.CreateModel(
        name='OpeningCheck',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('found', models.CharField(choices=[('fine', 'Looked at it: fine'), ('ask', 'Ask them about it')], max_length=4)),
            ('checked_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('words', vault.fields.EncryptedField(blank=True)),
            ('settled_at', models.DateTimeField(blank=True, null=True)),
            ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('opening', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='gone_through', to='companion.opening')),
            ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True), ('words', '')), models.Q(('found', 'ask'), ('settled_at__isnull', False), ('settled_by__isnull', False), models.Q(('words', ''), _negated=True)), _connector='OR'), name='only_what_was_asked_is_settled_and_with_words')],
        },
    ),
    migrations.CreateModel(
        name='Membership',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('role', models.CharField(choices=[('coordinator', 'Coordinator'), ('chair', 'Chair'), ('member', 'Member'), ('observer', 'Observer')], max_length=20)),
            ('ended_at', models.DateTimeField(blank=True, null=True)),
            ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='companion.panel')),
        ],
        options={
            'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user', 'panel'), name='one_live_role_a_panel')],
        },
    ),
    migrations.CreateModel(
        name='Harm',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('kind', models.CharField(choices=[('wrong_reader', 'Somebody read what was not for them'), ('unsafe_send', 'Something was sent that was not safe'), ('late_alert', 'A call for help was seen too late'), ('other', 'Something else')], max_length=12)),
            ('severity', models.CharField(choices=[('near_miss', 'Near miss: it went well this time'), ('some', 'Somebody was harmed'), ('serious', 'Somebody was harmed badly, or is in danger')], max_length=10)),
            ('happened', vault.fields.EncryptedField()),
            ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('learning', vault.fields.EncryptedField(blank=True)),
            ('learned_at', models.DateTimeField(blank=True, null=True)),
            ('learned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('side', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='harms', to='companion.casesubject')),
            ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='harms', to='companion.panel')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('happened', ''), _negated=True), models.Q(models.Q(('learned_at__isnull', True), ('learned_by__isnull', True), ('learning', '')), models.Q(models.Q(('learning', ''), _negated=True), ('learned_at__isnull', False), ('learned_by__isnull', False)), _connector='OR')), name='a_harm_says_what_happened_and_who_learned'), models.CheckConstraint(condition=models.Q(('side__isnull', False), ('owner_id', models.F('public_id')), _connector='OR'), name='a_harm_about_nobody_owns_itself')],
        },
    ),
    migrations.CreateModel(
        name='DutyTest',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('refused', 'Refused'), ('unknown', 'Unknown'), ('dropped', 'Dropped')], default='waiting', max_length=10)),
            ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('claimed_at', models.DateTimeField(blank=True, null=True)),
            ('settled_at', models.DateTimeField(blank=True, null=True)),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('number_index', models.CharField(blank=True, max_length=64)),
            ('wrong', models.PositiveSmallIntegerField(default=0)),
            ('confirmed_at', models.DateTimeField(blank=True, null=True)),
            ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_tests', to='companion.panel')),
        ],
        options={
            'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['state'], name='duty_tests_to_send')],
            'constraints': [models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), models.Q(('number_index', ''), _negated=True), _connector='OR'), name='a_duty_test_is_confirmed_by_its_number')],
        },
    ),
    migrations.CreateModel(
        name='PanelAnswer',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('outcome', models.CharField(choices=[('accepted', 'Accepted'), ('partly', 'Partly'), ('declined', 'Declined'), ('owed', 'Owed')], max_length=10)),
            ('reason', vault.fields.EncryptedField(blank=True)),
            ('owed_until', models.DateField(blank=True, null=True)),
            ('answered_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='companion.need')),
            ('owed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'get_latest_by': ('answered_at', 'pk'),
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'owed'), ('owed_by__isnull', False), ('owed_until__isnull', False)), models.Q(models.Q(('outcome', 'owed'), _negated=True), ('owed_by__isnull', True), ('owed_until__isnull', True)), _connector='OR'), name='only_an_owed_answer_has_an_owner_and_a_date'), models.CheckConstraint(condition=models.Q(('outcome', 'owed'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='an_answer_gives_its_reason')],
        },
    ),
    migrations.CreateModel(
        name='CaseFacts',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('content', vault.fields.EncryptedField()),
            ('kept_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('kept_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('panel_case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='companion.panelcase')),
        ],
        options={
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='AgendaItem',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('position', models.PositiveSmallIntegerField()),
            ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='companion.meeting')),
            ('panel_case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='companion.panelcase')),
        ],
        options={
            'constraints': [models.UniqueConstraint(fields=('meeting', 'panel_case'), name='one_item_a_case')],
        },
    ),
    migrations.CreateModel(
        name='Passkey',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(help_text='The human-readable name of this device.', max_length=64)),
            ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
            ('throttling_failure_timestamp', models.DateTimeField(blank=True, default=None, help_text='A timestamp of the last failed verification attempt. Null if last attempt succeeded.', null=True)),
            ('throttling_failure_count', models.PositiveIntegerField(default=0, help_text='Number of successive failed attempts.')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('credential_id', models.CharField(max_length=1364, unique=True)),
            ('public_key', models.BinaryField()),
            ('transports', models.CharField(blank=True, max_length=80)),
            ('sign_count', models.PositiveBigIntegerField(default=0)),
            ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('used_at', models.DateTimeField(blank=True, null=True)),
            ('user', models.ForeignKey(help_text='The user that this device belongs to.', on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('credential_id', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='a_passkey_has_an_id_and_a_name')],
        },
    ),
    migrations.CreateModel(
        name='ProgressRating',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('rating', models.PositiveSmallIntegerField(verbose_name='how near, 0 to 10')),
            ('rated_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('goal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='companion.goal')),
            ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'get_latest_by': ('rated_at', 'pk'),
            'constraints': [models.CheckConstraint(condition=models.Q(('rating__range', (0, 10))), name='progress_is_nought_to_ten')],
        },
    ),
    migrations.CreateModel(
        name='Question',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('consent', 'Consent'), ('menu', 'Menu'), ('say_need', 'Say Need'), ('importance', 'Importance'), ('audience', 'Audience'), ('agree', 'Agree'), ('say_change', 'Say Change'), ('happened', 'Happened'), ('helped', 'Helped'), ('goal_rating', 'Goal Rating'), ('goal_audience', 'Goal Audience'), ('say_goal', 'Say Goal'), ('turn_to', 'Turn To'), ('review_wish', 'Review Wish'), ('say_wish', 'Say Wish')], max_length=20)),
            ('about', models.UUIDField()),
            ('message', models.UUIDField(unique=True)),
            ('asked_number', models.UUIDField(blank=True, null=True)),
            ('asked_twice', models.BooleanField(default=False)),
            ('settled_at', models.DateTimeField(blank=True, null=True)),
            ('settled_as', models.CharField(blank=True, choices=[('answered', 'Answered'), ('expired', 'Expired'), ('passed_over', 'Passed Over')], max_length=20)),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='companion.casesubject')),
        ],
        options={
            'indexes': [models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['side'], name='open_questions')],
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_as', ''), ('settled_at__isnull', True)), models.Q(('settled_at__isnull', False), models.Q(('settled_as', ''), _negated=True)), _connector='OR'), name='a_settled_question_says_how')],
        },
    ),
    migrations.CreateModel(
        name='RecoveryCode',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('digest', models.CharField(max_length=64)),
            ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('used_at', models.DateTimeField(blank=True, null=True)),
            ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'constraints': [models.UniqueConstraint(fields=('user', 'digest'), name='a_recovery_code_is_kept_once')],
        },
    ),
    migrations.CreateModel(
        name='Referral',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('referred_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('name', vault.fields.EncryptedField()),
            ('why', vault.fields.EncryptedField()),
            ('person_knows', models.BooleanField(default=False, verbose_name='the person knows of it')),
            ('decision', models.CharField(blank=True, choices=[('taken', 'Taken'), ('turned_down', 'Not taken')], max_length=12)),
            ('reason', vault.fields.EncryptedField(blank=True)),
            ('decided_at', models.DateTimeField(blank=True, null=True)),
            ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='companion.panel')),
            ('panel_case', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referral', to='companion.panelcase')),
            ('referred_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(('owner_id', models.F('public_id'))), name='a_referral_owns_itself'), models.CheckConstraint(condition=models.Q(models.Q(('decision', ''), ('panel_case__isnull', True)), models.Q(('decision', 'taken'), ('panel_case__isnull', False)), models.Q(('decision', 'turned_down'), ('panel_case__isnull', True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='a_taken_referral_has_a_case_and_one_turned_down_a_reason')],
        },
    ),
    migrations.CreateModel(
        name='Reminder',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('refused', 'Refused'), ('unknown', 'Unknown'), ('dropped', 'Dropped')], default='waiting', max_length=10)),
            ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('claimed_at', models.DateTimeField(blank=True, null=True)),
            ('settled_at', models.DateTimeField(blank=True, null=True)),
            ('about_id', models.UUIDField()),
            ('kind', models.CharField(choices=[('soon', 'Due soon'), ('today', 'Due today'), ('late', 'Late: its owner'), ('coordinator', 'Late: the coordinator'), ('chair', 'Late: the chair')], max_length=12)),
            ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['state'], name='reminders_to_send')],
            'constraints': [models.UniqueConstraint(fields=('about_id', 'kind', 'user'), name='each_reminder_goes_once')],
        },
    ),
    migrations.CreateModel(
        name='Review',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('due_on', models.DateField()),
            ('decision', models.CharField(blank=True, choices=[('continue', 'Continue'), ('step_down', 'Step down'), ('transfer', 'Transfer'), ('close', 'Close')], max_length=10)),
            ('reason', vault.fields.EncryptedField(blank=True)),
            ('decided_at', models.DateTimeField(blank=True, null=True)),
            ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='companion.panel')),
            ('panel_case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='companion.panelcase')),
            ('their_view', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companion.statement')),
        ],
        options={
            'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True), ('panel_case__isnull', False)), fields=('panel_case',), name='one_review_ahead_a_case'), models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True), ('panel_case__isnull', True)), fields=('panel',), name='one_review_ahead_a_panel'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision', '')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decision', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='a_decided_review_says_what_why_and_who')],
        },
    ),
    migrations.CreateModel(
        name='SealedTotpDevice',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('name', models.CharField(help_text='The human-readable name of this device.', max_length=64)),
            ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
            ('throttling_failure_timestamp', models.DateTimeField(blank=True, default=None, help_text='A timestamp of the last failed verification attempt. Null if last attempt succeeded.', null=True)),
            ('throttling_failure_count', models.PositiveIntegerField(default=0, help_text='Number of successive failed attempts.')),
            ('secret', vault.fields.EncryptedField()),
            ('last_step', models.BigIntegerField(default=-1)),
            ('user', models.ForeignKey(help_text='The user that this device belongs to.', on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'constraints': [models.UniqueConstraint(fields=('user', 'confirmed'), name='one_authenticator_a_user'), models.CheckConstraint(condition=models.Q(('secret', ''), _negated=True), name='authenticator_has_a_secret')],
        },
    ),
    migrations.CreateModel(
        name='SignIn',
        fields=[
            ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
            ('session_data', models.TextField(verbose_name='session data')),
            ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
            ('public_id', models.UUIDField(blank=True, db_index=True, null=True)),
            ('where', models.CharField(blank=True, max_length=60)),
            ('begun_at', models.DateTimeField(blank=True, null=True)),
            ('seen_at', models.DateTimeField(blank=True, null=True)),
            ('whole', models.BooleanField(default=False)),
            ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'indexes': [models.Index(fields=['expire_date'], name='sign_ins_that_are_over')],
        },
    ),
    migrations.CreateModel(
        name='StandIn',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('starts_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('ends_at', models.DateTimeField()),
            ('ended_at', models.DateTimeField(blank=True, null=True)),
            ('advocate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stood_in_for_by', to=settings.AUTH_USER_MODEL)),
            ('colleague', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(('advocate', models.F('colleague')), _negated=True), name='nobody_stands_in_for_themselves'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='a_stand_in_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('advocate',), name='one_stand_in_an_advocate')],
        },
    ),
    migrations.CreateModel(
        name='StaffSummary',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('words', vault.fields.EncryptedField()),
            ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='summaries', to='companion.statement')),
        ],
        options={
            'verbose_name_plural': 'staff summaries',
            'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_staff_summary_has_words')],
        },
    ),
    migrations.CreateModel(
        name='SafeguardingOverride',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('before', models.CharField(choices=[('advocate', 'My advocate only'), ('agencies', 'Some of the panel'), ('panel', 'The panel')], max_length=10)),
            ('reason', vault.fields.EncryptedField()),
            ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('ended_at', models.DateTimeField(blank=True, null=True)),
            ('tell_on', models.DateField(blank=True, null=True)),
            ('told_at', models.DateTimeField(blank=True, null=True)),
            ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('told_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='companion.statement')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('before', 'panel'), _negated=True)), name='an_override_has_a_reason_and_widens'), models.CheckConstraint(condition=models.Q(models.Q(('told_at__isnull', True), ('told_by__isnull', True)), models.Q(('told_at__isnull', False), ('told_by__isnull', False)), _connector='OR'), name='an_override_told_names_who_told_it'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('statement',), name='one_standing_override_a_statement')],
        },
    ),
    migrations.CreateModel(
        name='ReviewWish',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('wants', models.CharField(choices=[('go_on', 'Go on as it is'), ('change', 'Change something'), ('finish', 'Finish'), ('words', 'In their own words')], max_length=10)),
            ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('taken_back', models.BooleanField(default=False)),
            ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wishes', to='companion.review')),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_wishes', to='companion.casesubject')),
            ('statement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companion.statement')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('wants', 'words'), _negated=True), ('statement__isnull', False), _connector='OR'), name='a_wish_in_their_own_words_has_words')],
        },
    ),
    migrations.CreateModel(
        name='SafeContactRule',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('level', models.CharField(choices=[('cover', 'Cover words only'), ('when_asked', 'Details only when they text their code word'), ('safe_hours', 'Details at any safe time')], default='cover', max_length=20)),
            ('cover', models.CharField(choices=[('booking', 'a booking'), ('delivery', 'a delivery'), ('club', 'a club'), ('repair', 'a repair'), ('library', 'library books')], default='booking', max_length=20)),
            ('references', models.BooleanField(default=False)),
            ('hours', companion.models.hours.HoursField(default=companion.models.hours.usual_hours)),
            ('code_word', vault.fields.EncryptedField(blank=True)),
            ('duress_word', vault.fields.EncryptedField(blank=True)),
            ('duress_triggers', models.CharField(choices=[('alert', 'a silent alert to the advocate and the coordinator'), ('hold', 'the alert, and nothing unasked is texted until somebody is on it')], default='alert', max_length=10)),
            ('duress_plan', vault.fields.EncryptedField(blank=True)),
            ('shared_phone', models.BooleanField(default=True)),
            ('emergency_reply', models.BooleanField(default=False)),
            ('withheld_number', models.BooleanField(default=True)),
            ('other_way', vault.fields.EncryptedField(blank=True)),
            ('who_is_safe', vault.fields.EncryptedField(blank=True)),
            ('who_is_not_safe', vault.fields.EncryptedField(blank=True)),
            ('unprompted_a_day', models.PositiveSmallIntegerField(default=1)),
            ('unprompted_a_week', models.PositiveSmallIntegerField(default=3)),
            ('confirmed_at', models.DateTimeField()),
            ('number_checked_at', models.DateTimeField(blank=True, null=True)),
            ('paused_until', models.DateTimeField(blank=True, null=True)),
            ('stopped_at', models.DateTimeField(blank=True, null=True)),
            ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('subject', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='safe_contact_rule', to='companion.subject')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('level', 'when_asked'), _negated=True), models.Q(('code_word', ''), _negated=True), _connector='OR'), name='details_when_asked_need_a_code_word'), models.CheckConstraint(condition=models.Q(('hours', [[], [], [], [], [], [], []]), _negated=True), name='some_hour_of_the_week_is_safe')],
        },
    ),
    migrations.CreateModel(
        name='Partition',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companion.subject')),
            ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companion.subject')),
        ],
        options={
            'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='one_partition_a_pair'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='partition_smaller_first')],
        },
    ),
    migrations.CreateModel(
        name='NameWord',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('index', models.CharField(db_index=True, max_length=64)),
            ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='name_words', to='companion.subject')),
        ],
        options={
            'constraints': [models.UniqueConstraint(fields=('subject', 'index'), name='a_word_of_a_name_once')],
        },
    ),
    migrations.CreateModel(
        name='CapacityNote',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('decision', vault.fields.EncryptedField()),
            ('finding', models.CharField(choices=[('can', 'Can decide this'), ('with_support', 'Can decide this with support'), ('cannot_now', 'Cannot decide this now')], max_length=12)),
            ('note', vault.fields.EncryptedField()),
            ('found_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('found_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='capacity_notes', to='companion.subject')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decision', ''), _negated=True), models.Q(('note', ''), _negated=True)), name='a_capacity_note_says_which_decision_and_why')],
        },
    ),
    migrations.CreateModel(
        name='Alert',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('kind', models.CharField(choices=[('in_danger', 'May be in danger'), ('harm_self', 'May harm themselves'), ('threat', 'Threatens someone'), ('duress', 'Used the duress word'), ('call', 'Asks for a call'), ('stopped', 'Stopped texts'), ('start', 'Asks to start again'), ('wrong_number', 'Someone else may have the phone'), ('message', 'A message to read'), ('code_word', 'Used the code word'), ('who_may_know', 'Ask who may know'), ('change_advocate', 'Asks for another advocate'), ('language', 'Chose another language'), ('undone', 'Took an answer back'), ('alive', 'Recorded as dead by mistake')], max_length=20)),
            ('message', models.UUIDField(blank=True, null=True)),
            ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('seen_at', models.DateTimeField(blank=True, null=True)),
            ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('side', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='companion.casesubject')),
            ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='companion.subject')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('seen_at__isnull', True), ('seen_by__isnull', True)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='an_alert_is_seen_by_someone'), models.UniqueConstraint(fields=('kind', 'message'), name='one_alert_a_kind_a_text')],
        },
    ),
    migrations.CreateModel(
        name='Absence',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('kind', models.CharField(choices=[('custody', 'in custody'), ('hospital', 'in hospital'), ('missing', 'missing'), ('dead', 'died')], max_length=10)),
            ('reason', vault.fields.EncryptedField()),
            ('began_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('ended_at', models.DateTimeField(blank=True, null=True)),
            ('ended_because', vault.fields.EncryptedField(blank=True)),
            ('by_mistake', models.BooleanField(default=False)),
            ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='companion.subject')),
        ],
        options={
            'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('subject',), name='one_absence_a_person'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='an_absence_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_because', ''), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), models.Q(('ended_because', ''), _negated=True)), _connector='OR'), name='an_ended_absence_says_by_whom_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('by_mistake', True), ('ended_at__isnull', False), ('kind', 'dead')), models.Q(('by_mistake', False), ('ended_at__isnull', True), ('kind', 'dead')), models.Q(models.Q(('kind', 'dead'), _negated=True), ('by_mistake', False)), _connector='OR'), name='a_death_ends_only_as_recorded_by_mistake')],
        },
    ),
    migrations.CreateModel(
        name='Telling',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('when', models.CharField(choices=[('now', 'Now, by text'), ('advocate_first', 'Their advocate tells them first'), ('not_told', 'Not told')], max_length=20)),
            ('reason', vault.fields.EncryptedField(blank=True)),
            ('review_on', models.DateField(blank=True, null=True)),
            ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('told_at', models.DateTimeField(blank=True, null=True)),
            ('agreed_action', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='telling', to='companion.agreedaction')),
            ('answer', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='telling', to='companion.panelanswer')),
            ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('told_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agreed_action__isnull', False), ('answer__isnull', True)), models.Q(('agreed_action__isnull', True), ('answer__isnull', False)), _connector='OR'), name='a_telling_is_of_one_thing'), models.CheckConstraint(condition=models.Q(models.Q(('when', 'not_told'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), ('review_on__isnull', False)), _connector='OR'), name='not_told_has_a_reason_and_a_review'), models.CheckConstraint(condition=models.Q(models.Q(('when', 'not_told'), _negated=True), ('told_at__isnull', True), _connector='OR'), name='not_told_is_not_told')],
        },
    ),
    migrations.CreateModel(
        name='TellingBefore',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('reason', vault.fields.EncryptedField()),
            ('review_on', models.DateField()),
            ('decided_at', models.DateTimeField()),
            ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('telling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='before', to='companion.telling')),
        ],
        options={
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='Translation',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('owner_id', models.UUIDField(db_index=True, editable=False)),
            ('words', vault.fields.EncryptedField()),
            ('translated_by', vault.fields.EncryptedField()),
            ('qualified', models.BooleanField()),
            ('how', models.CharField(choices=[('in_person', 'in person'), ('by_phone', 'by phone'), ('in_writing', 'in writing')], max_length=10)),
            ('translated_on', models.DateField()),
            ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='translations', to='companion.statement')),
        ],
        options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), models.Q(('translated_by', ''), _negated=True)), name='a_translation_has_words_and_a_translator')],
        },
    ),
    migrations.CreateModel(
        name='TurnTo',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ('rating', models.PositiveSmallIntegerField(verbose_name='how much, 0 to 10')),
            ('rated_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turn_to', to='companion.casesubject')),
        ],
        options={
            'get_latest_by': ('rated_at', 'pk'),
            'constraints': [models.CheckConstraint(condition=models.Q(('rating__range', (0, 10))), name='turning_to_is_nought_to_ten')],
        },
    ),
    migrations.CreateModel(
        name='AlertLetter',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('refused', 'Refused'), ('unknown', 'Unknown'), ('dropped', 'Dropped')], default='waiting', max_length=10)),
            ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('claimed_at', models.DateTimeField(blank=True, null=True)),
            ('settled_at', models.DateTimeField(blank=True, null=True)),
            ('round', models.PositiveSmallIntegerField()),
            ('why', models.CharField(choices=[('advocate', 'speaks for them'), ('stand_in', 'stands in'), ('duty', 'duty contact'), ('coordinator', 'coordinates')], max_length=12)),
            ('alert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='companion.alert')),
            ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['state'], name='alert_letters_to_send')],
            'constraints': [models.UniqueConstraint(fields=('alert', 'user', 'round'), name='one_letter_a_round_of_an_alert')],
        },
    ),
]


class Migration(migrations.Migration):

    replaces = [
        ("companion", "0018_everything_else"),
        ("companion", "0019_need_areas"),
        ("companion", "0020_found_by_name"),
        ("companion", "0021_names_of_those_there"),
        ("companion", "0022_sign_ins_and_resets"),
        ("companion", "0023_urgent_alerts"),
        ("companion", "0024_review_wishes"),
        ("companion", "0025_deaths_by_mistake"),
        ("companion", "0026_tellings_before"),
        ("companion", "0027_wishes_written_down"),
        ("companion", "0028_openings"),
        ("companion", "0029_emergencies"),
        ("companion", "0030_passkeys"),
    ]

    dependencies = [
        ('companion', '0001_initial'),
        ('wagtailadmin', '0006_formstate'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailusers', '0015_userprofile_keyboard_shortcuts'),
    ]

    operations = [
        CreateTogether(TABLES),
        migrations.RunPython(add_areas, migrations.RunPython.noop),
    ]
