"""What came back when the numbers we text from were tried."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('companion', '0039_worry_signs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('case_opened', 'Case Opened'), ('side_added', 'Side Added'), ('advocate_appointed', 'Advocate Appointed'), ('advocacy_ended', 'Advocacy Ended'), ('partition_made', 'Partition Made'), ('number_changed', 'Number Changed'), ('number_frozen', 'Number Frozen'), ('rule_agreed', 'Rule Agreed'), ('rule_confirmed', 'Rule Confirmed'), ('consent_recorded', 'Consent Recorded'), ('consent_renewed', 'Consent Renewed'), ('consent_confirmed', 'Consent Confirmed'), ('consent_withdrawn', 'Consent Withdrawn'), ('invited', 'Invited'), ('absence_began', 'Absence Began'), ('absence_ended', 'Absence Ended'), ('death_corrected', 'Death Corrected'), ('code_agreed', 'Code Agreed'), ('code_ended', 'Code Ended'), ('stopped', 'Stopped'), ('language_chosen', 'Language Chosen'), ('answer_taken_back', 'Answer Taken Back'), ('started', 'Started'), ('paused', 'Paused'), ('statement_made', 'Statement Made'), ('statement_placed', 'Statement Placed'), ('audience_chosen', 'Audience Chosen'), ('audience_overridden', 'Audience Overridden'), ('override_told', 'Override Told'), ('override_put_off', 'Override Put Off'), ('translation_added', 'Translation Added'), ('staff_summary_added', 'Staff Summary Added'), ('need_opened', 'Need Opened'), ('importance_given', 'Importance Given'), ('need_answered', 'Need Answered'), ('member_asked', 'Member Asked'), ('member_answered', 'Member Answered'), ('action_agreed', 'Action Agreed'), ('action_done', 'Action Done'), ('telling_decided', 'Telling Decided'), ('told', 'Told'), ('action_answered', 'Action Answered'), ('feedback_given', 'Feedback Given'), ('advocate_wrote', 'Advocate Wrote'), ('alert_raised', 'Alert Raised'), ('alert_seen', 'Alert Seen'), ('alert_told', 'Alert Told'), ('alert_escalated', 'Alert Escalated'), ('duty_test_asked', 'Duty Test Asked'), ('duty_test_confirmed', 'Duty Test Confirmed'), ('signed_in', 'Signed In'), ('account_made', 'Account Made'), ('goal_opened', 'Goal Opened'), ('goal_rated', 'Goal Rated'), ('goal_ended', 'Goal Ended'), ('turn_to_rated', 'Turn To Rated'), ('one_time_word_given', 'One Time Word Given'), ('engagement_recorded', 'Engagement Recorded'), ('order_changed', 'Order Changed'), ('reminded', 'Reminded'), ('fed_back', 'Fed Back'), ('meeting_called', 'Meeting Called'), ('agenda_changed', 'Agenda Changed'), ('summary_frozen', 'Summary Frozen'), ('meeting_closed', 'Meeting Closed'), ('review_planned', 'Review Planned'), ('review_decided', 'Review Decided'), ('review_wish_said', 'Review Wish Said'), ('case_closed', 'Case Closed'), ('case_reopened', 'Case Reopened'), ('harm_reported', 'Harm Reported'), ('harm_learned_from', 'Harm Learned From'), ('referred', 'Referred'), ('referral_decided', 'Referral Decided'), ('side_left', 'Side Left'), ('stand_in_arranged', 'Stand In Arranged'), ('stand_in_ended', 'Stand In Ended'), ('emergency_asked', 'Emergency Asked'), ('emergency_confirmed', 'Emergency Confirmed'), ('emergency_ended', 'Emergency Ended'), ('agency_changed', 'Agency Changed'), ('panel_made', 'Panel Made'), ('panel_changed', 'Panel Changed'), ('areas_changed', 'Areas Changed'), ('panel_live', 'Panel Live'), ('sender_checked', 'Sender Checked'), ('seat_given', 'Seat Given'), ('seat_ended', 'Seat Ended'), ('facts_kept', 'Facts Kept'), ('opening_explained', 'Opening Explained'), ('opening_checked', 'Opening Checked'), ('opening_asked_about', 'Opening Asked About'), ('opening_settled', 'Opening Settled'), ('never_see_changed', 'Never See Changed'), ('details_changed', 'Details Changed'), ('capacity_noted', 'Capacity Noted'), ('user_invited', 'User Invited'), ('invitation_taken', 'Invitation Taken'), ('account_closed', 'Account Closed'), ('password_changed', 'Password Changed'), ('recovery_codes_made', 'Recovery Codes Made'), ('recovery_code_used', 'Recovery Code Used'), ('code_given_again', 'Code Given Again'), ('sign_ins_ended', 'Sign Ins Ended'), ('factor_reset_asked', 'Factor Reset Asked'), ('factor_reset_stopped', 'Factor Reset Stopped'), ('factor_reset', 'Factor Reset'), ('passkey_added', 'Passkey Added'), ('app_removed', 'App Removed'), ('passkey_removed', 'Passkey Removed'), ('text_planned', 'Text Planned'), ('plan_changed', 'Plan Changed'), ('plan_paused', 'Plan Paused'), ('plan_resumed', 'Plan Resumed'), ('plan_ended', 'Plan Ended'), ('planned_text_written', 'Planned Text Written'), ('stranger_dealt_with', 'Stranger Dealt With'), ('worry_looked_at', 'Worry Looked At'), ('conversation_exported', 'Conversation Exported')], max_length=30),
        ),
        migrations.CreateModel(
            name='SenderCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.CharField(max_length=20)),
                ('came_back', models.CharField(choices=[('ours', 'Nothing but our own dull line'), ('dull', 'The text company answered too, in words as dull as ours'), ('other', 'Something else')], max_length=8)),
                ('checked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
