"""Puts the three records with a process under the workflow's guard."""

from django.db import migrations

FORWARD = """
CREATE CONSTRAINT TRIGGER questions_question_state AFTER INSERT OR UPDATE OF state ON questions_question
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('questions.question');
CREATE TRIGGER questions_question_kept BEFORE DELETE ON questions_question
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('questions.question');
CREATE CONSTRAINT TRIGGER questions_townhall_state AFTER INSERT OR UPDATE OF state ON questions_townhall
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('questions.town_hall');
CREATE TRIGGER questions_townhall_kept BEFORE DELETE ON questions_townhall
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('questions.town_hall');
CREATE CONSTRAINT TRIGGER questions_hallquestion_state AFTER INSERT OR UPDATE OF state ON questions_hallquestion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('questions.hall_question');
CREATE TRIGGER questions_hallquestion_kept BEFORE DELETE ON questions_hallquestion
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('questions.hall_question');
"""
BACKWARD = """
DROP TRIGGER questions_question_state ON questions_question;
DROP TRIGGER questions_question_kept ON questions_question;
DROP TRIGGER questions_townhall_state ON questions_townhall;
DROP TRIGGER questions_townhall_kept ON questions_townhall;
DROP TRIGGER questions_hallquestion_state ON questions_hallquestion;
DROP TRIGGER questions_hallquestion_kept ON questions_hallquestion;
"""


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_questions"), ("workflow", "0001_moves")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
