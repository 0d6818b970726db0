"""Records are disposed of by an approved batch only, and never while a hold stands on them."""

from django.db import migrations

FORWARD = """\
CREATE TRIGGER requests_servicerequest_disposed BEFORE DELETE ON requests_servicerequest
    FOR EACH ROW EXECUTE FUNCTION retention_guard('requests.ServiceRequest');
"""
BACKWARD = """\
DROP TRIGGER requests_servicerequest_disposed ON requests_servicerequest;
"""


class Migration(migrations.Migration):
    dependencies = [("requests", "0004_numbers_of_the_agency"), ("retention", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
