"""A closed alert is disposed of by an approved batch only."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER support_alert_disposed BEFORE DELETE ON support_alert
    FOR EACH ROW EXECUTE FUNCTION retention_guard('support.Alert');
"""
BACKWARD = "DROP TRIGGER support_alert_disposed ON support_alert;"


class Migration(migrations.Migration):
    dependencies = [("support", "0002_walls"), ("retention", "0002_guards")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
