"""The guard looks a record's moves up by the record first.

On a table the planner knows nothing about yet (a first load) it may otherwise go by the process, whose moves are nearly
all there are.
"""

from django.db import migrations

HELD_TO_MOVES = """
CREATE OR REPLACE FUNCTION workflow_state_has_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    came_from text := '';
    begins boolean;
    arrives boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.state IS NOT DISTINCT FROM OLD.state THEN
            RETURN NULL;
        END IF;
        came_from := OLD.state;
    END IF;
    -- A loaded record is inserted in its last state, so a new one needs its beginning and the move that led to it;
    -- a changed one needs exactly its step. OFFSET 0 keeps the planner from looking for moves by anything but the record.
    SELECT bool_or(m.from_state = came_from AND (TG_OP = 'INSERT' OR m.to_state = NEW.state)),
           bool_or(m.to_state = NEW.state)
    INTO begins, arrives
    FROM (SELECT * FROM workflow_move WHERE subject_id = NEW.id OFFSET 0) m
    WHERE m.process = TG_ARGV[0] AND m.tx = pg_current_xact_id();
    IF begins AND arrives THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The state % of % % has no move in its transaction.', NEW.state, TG_TABLE_NAME, NEW.id
        USING ERRCODE = 'check_violation', HINT = 'States change through kernel/workflow only.';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_moves")]

    operations = [migrations.RunSQL(HELD_TO_MOVES, migrations.RunSQL.noop)]
