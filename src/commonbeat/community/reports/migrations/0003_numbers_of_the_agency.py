"""Reports, call-backs and case numbers are counted in the agency's series; each goes on where it stood."""

from django.db import migrations

FORWARD = """
INSERT INTO agency_numberseries (series, last) SELECT series, last FROM reports_numberseries
    ON CONFLICT (series) DO UPDATE SET last = greatest(agency_numberseries.last, excluded.last)
"""
BACKWARD = """
INSERT INTO reports_numberseries (series, last)
    SELECT series, last FROM agency_numberseries WHERE left(series, 1) IN ('T', 'C', 'N')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agency', '0003_numbers'),
        ('reports', '0002_guards'),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.DeleteModel(name='NumberSeries'),
    ]
