"""Puts the records under the workflow's guard; they are disposed of by an approved batch only."""

from django.db import migrations

FORWARD = """
CREATE CONSTRAINT TRIGGER commendations_commendation_state AFTER INSERT OR UPDATE OF state ON commendations_commendation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('commendations.commendation');
CREATE TRIGGER commendations_commendation_kept BEFORE DELETE ON commendations_commendation
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('commendations.commendation');
CREATE TRIGGER commendations_commendation_disposed BEFORE DELETE ON commendations_commendation
    FOR EACH ROW EXECUTE FUNCTION retention_guard('commendations.Commendation');
CREATE CONSTRAINT TRIGGER commendations_suggestion_state AFTER INSERT OR UPDATE OF state ON commendations_suggestion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('commendations.suggestion');
CREATE TRIGGER commendations_suggestion_kept BEFORE DELETE ON commendations_suggestion
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('commendations.suggestion');
CREATE TRIGGER commendations_suggestion_disposed BEFORE DELETE ON commendations_suggestion
    FOR EACH ROW EXECUTE FUNCTION retention_guard('commendations.Suggestion');
"""
BACKWARD = """
DROP TRIGGER commendations_commendation_state ON commendations_commendation;
DROP TRIGGER commendations_commendation_kept ON commendations_commendation;
DROP TRIGGER commendations_commendation_disposed ON commendations_commendation;
DROP TRIGGER commendations_suggestion_state ON commendations_suggestion;
DROP TRIGGER commendations_suggestion_kept ON commendations_suggestion;
DROP TRIGGER commendations_suggestion_disposed ON commendations_suggestion;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("commendations", "0001_commendations"),
        ("retention", "0002_guards"),
        ("workflow", "0001_moves"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
