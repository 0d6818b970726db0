"""Requests and code cases are numbered in the agency's series; each goes on where it stood."""

from django.db import migrations

# Code cases and call-backs share the letter C: whichever is further decides.
FORWARD = """
INSERT INTO agency_numberseries (series, last)
    SELECT 'R' || to_char(now(), 'YY'), last_value FROM requests_number WHERE is_called
    ON CONFLICT (series) DO UPDATE SET last = greatest(agency_numberseries.last, excluded.last);
INSERT INTO agency_numberseries (series, last)
    SELECT 'C' || to_char(now(), 'YY'), last_value FROM requests_case_number WHERE is_called
    ON CONFLICT (series) DO UPDATE SET last = greatest(agency_numberseries.last, excluded.last);
DROP SEQUENCE requests_case_number;
DROP SEQUENCE requests_number;
"""
BACKWARD = """
CREATE SEQUENCE requests_number;
CREATE SEQUENCE requests_case_number;
SELECT setval('requests_number', max(last)) FROM agency_numberseries WHERE series LIKE 'R%' HAVING max(last) > 0;
SELECT setval('requests_case_number', max(last)) FROM agency_numberseries WHERE series LIKE 'C%' HAVING max(last) > 0;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agency', '0003_numbers'),
        ('requests', '0003_posted_updates_and_links'),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
