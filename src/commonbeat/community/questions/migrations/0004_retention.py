"""Records are disposed of by an approved batch only, and never while a hold stands on them."""

from django.db import migrations

FORWARD = """\
CREATE TRIGGER questions_question_disposed BEFORE DELETE ON questions_question
    FOR EACH ROW EXECUTE FUNCTION retention_guard('questions.Question');
"""
BACKWARD = """\
DROP TRIGGER questions_question_disposed ON questions_question;
"""


class Migration(migrations.Migration):
    dependencies = [("questions", "0003_numbers_of_the_agency"), ("retention", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
