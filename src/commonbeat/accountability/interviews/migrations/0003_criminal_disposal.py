"""Criminal tracks have a number that says nothing, and are disposed of by an approved batch only."""

import django.utils.timezone
from django.db import migrations, models


FORWARD = """
UPDATE interviews_criminaltrack SET number = 'CT-' || upper(right(id::text, 8)), begun_at = opened_on;
"""
GUARD = """
CREATE TRIGGER interviews_criminaltrack_disposed BEFORE DELETE ON interviews_criminaltrack
    FOR EACH ROW EXECUTE FUNCTION retention_guard('interviews.CriminalTrack');
"""
UNGUARD = "DROP TRIGGER interviews_criminaltrack_disposed ON interviews_criminaltrack;"


class Migration(migrations.Migration):
    dependencies = [("interviews", "0002_walls"), ("retention", "0002_guards")]

    operations = [
        migrations.AddField(
            "criminaltrack", "number", models.CharField(default="", editable=False, max_length=20), preserve_default=False
        ),
        migrations.AddField(
            "criminaltrack",
            "begun_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.AlterField(
            "criminaltrack",
            "number",
            models.CharField(editable=False, max_length=20, unique=True),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
