"""What each side said to mediation, and when another look at the outcome was answered."""

from django.db import migrations, models


FORWARD = r"""
UPDATE complaints_complaint SET mediation_complainant = 'yes' WHERE mediation IN ('complainant', 'both', 'held');
UPDATE complaints_complaint SET mediation_officer = 'yes' WHERE mediation IN ('officer', 'both', 'held');
UPDATE complaints_officer o SET mediation = CASE c.mediation
        WHEN 'officer' THEN 'willing' WHEN 'both' THEN 'agreed' WHEN 'held' THEN 'held' WHEN 'declined' THEN 'over' ELSE 'asked' END
    FROM complaints_complaint c WHERE c.id = o.complaint_id AND o.part = 'accused' AND c.mediation <> '';
UPDATE complaints_officer o SET mediation = 'over'
    FROM complaints_complaint c WHERE c.id = o.complaint_id AND c.closed_on IS NOT NULL AND o.mediation IN ('asked', 'willing', 'agreed');
-- until now the first word to the complainant after they asked was the answer
UPDATE complaints_complaint c SET review_answered_at = (
        SELECT min(u.at) FROM contact_utterance u JOIN contact_conversation k ON k.id = u.conversation_id
        WHERE k.subject_id = c.id AND u.by = 'department' AND NOT u.internal AND u.at > c.review_asked_at)
    WHERE review_asked_at IS NOT NULL;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("complaints", "0005_reopened"),
        ("contact", "0004_known_kinds"),
    ]

    operations = [
        migrations.AddField(
            model_name='complaint',
            name='mediation_complainant',
            field=models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], db_default='', default='', max_length=3),
        ),
        migrations.AddField(
            model_name='complaint',
            name='mediation_officer',
            field=models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], db_default='', default='', help_text='Of all who are accused.', max_length=3),
        ),
        migrations.AddField(
            model_name='complaint',
            name='review_answered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='officer',
            name='mediation',
            field=models.CharField(blank=True, choices=[('asked', 'Asked'), ('willing', 'Said yes'), ('declined', 'Said no'), ('agreed', 'Both said yes'), ('over', 'There will be no talk'), ('held', 'Held')], db_default='', default='', max_length=8),
        ),
        migrations.AddField(
            model_name='officer',
            name='mediation_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when they answered'),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
