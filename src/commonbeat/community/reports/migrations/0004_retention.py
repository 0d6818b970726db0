"""Records are disposed of by an approved batch only, and never while a hold stands on them."""

from django.db import migrations

FORWARD = """\
CREATE TRIGGER reports_onlinereport_disposed BEFORE DELETE ON reports_onlinereport
    FOR EACH ROW EXECUTE FUNCTION retention_guard('reports.OnlineReport');
CREATE TRIGGER reports_callback_disposed BEFORE DELETE ON reports_callback
    FOR EACH ROW EXECUTE FUNCTION retention_guard('reports.CallBack', 'report_id');
"""
BACKWARD = """\
DROP TRIGGER reports_onlinereport_disposed ON reports_onlinereport;
DROP TRIGGER reports_callback_disposed ON reports_callback;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_numbers_of_the_agency"), ("retention", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
