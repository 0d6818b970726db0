"""States move by the process only; what a resident told never changes."""

from django.db import migrations

STATE_FORWARD = """\
CREATE CONSTRAINT TRIGGER reports_onlinereport_state AFTER INSERT OR UPDATE OF state ON reports_onlinereport
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('reports.report');
CREATE TRIGGER reports_onlinereport_kept BEFORE DELETE ON reports_onlinereport
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('reports.report');
"""
STATE_BACKWARD = """\
DROP TRIGGER reports_onlinereport_state ON reports_onlinereport;
DROP TRIGGER reports_onlinereport_kept ON reports_onlinereport;
"""
WORDS_FORWARD = """\
CREATE FUNCTION reports_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was told in a police report does not change.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER reports_onlinereport_words BEFORE UPDATE ON reports_onlinereport FOR EACH ROW
    WHEN ((OLD.narrative, OLD.answers, OLD.forms, OLD.signed_name, OLD.happened_from, OLD.happened_to, OLD.address,
           OLD.place, OLD.place_note, OLD.number, OLD.kind, OLD.source, OLD.received_at, OLD.loss_total)
      IS DISTINCT FROM
          (NEW.narrative, NEW.answers, NEW.forms, NEW.signed_name, NEW.happened_from, NEW.happened_to, NEW.address,
           NEW.place, NEW.place_note, NEW.number, NEW.kind, NEW.source, NEW.received_at, NEW.loss_total))
    EXECUTE FUNCTION reports_words_stay();
CREATE TRIGGER reports_personline_words BEFORE UPDATE ON reports_personline
    FOR EACH ROW EXECUTE FUNCTION reports_words_stay();
CREATE TRIGGER reports_vehicleline_words BEFORE UPDATE ON reports_vehicleline
    FOR EACH ROW EXECUTE FUNCTION reports_words_stay();
CREATE TRIGGER reports_propertyline_words BEFORE UPDATE ON reports_propertyline FOR EACH ROW
    WHEN ((OLD.kind, OLD.what, OLD.quantity, OLD.make, OLD.model, OLD.serial, OLD.owner_number, OLD.colour, OLD.value)
      IS DISTINCT FROM
          (NEW.kind, NEW.what, NEW.quantity, NEW.make, NEW.model, NEW.serial, NEW.owner_number, NEW.colour, NEW.value))
    EXECUTE FUNCTION reports_words_stay();
"""
WORDS_BACKWARD = """\
DROP TRIGGER reports_onlinereport_words ON reports_onlinereport;
DROP TRIGGER reports_personline_words ON reports_personline;
DROP TRIGGER reports_vehicleline_words ON reports_vehicleline;
DROP TRIGGER reports_propertyline_words ON reports_propertyline;
DROP FUNCTION reports_words_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("workflow", "0001_moves")]
    operations = [
        migrations.RunSQL(STATE_FORWARD, STATE_BACKWARD),
        migrations.RunSQL(WORDS_FORWARD, WORDS_BACKWARD),
    ]
