"""Questions are numbered in the agency's series, which goes on where the topic's own stood."""

from django.db import migrations

FORWARD = """
INSERT INTO agency_numberseries (series, last)
    SELECT letter || lpad((year % 100)::text, 2, '0'), last FROM questions_counter
    ON CONFLICT (series) DO UPDATE SET last = greatest(agency_numberseries.last, excluded.last)
"""
BACKWARD = """
INSERT INTO questions_counter (letter, year, last)
    SELECT 'Q', 2000 + substr(series, 2)::int, last FROM agency_numberseries WHERE left(series, 1) = 'Q'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agency', '0003_numbers'),
        ('questions', '0002_guard'),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.DeleteModel(name='Counter'),
    ]
