"""The append-only list of moves, and the functions that hold states to it."""

import django.db.models.functions.datetime
import uuid6
from django.db import migrations, models


FUNCTIONS = """
ALTER TABLE workflow_move ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION workflow_move_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.tx := pg_current_xact_id();  -- the database's own word: it is what states are held to
    RETURN NEW;
END $$;
CREATE TRIGGER workflow_move_made BEFORE INSERT ON workflow_move FOR EACH ROW EXECUTE FUNCTION workflow_move_made();

CREATE FUNCTION workflow_move_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF current_setting('commonbeat.disposal', true) = OLD.process THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'Moves are append-only: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER workflow_move_stays BEFORE UPDATE OR DELETE ON workflow_move
    FOR EACH ROW EXECUTE FUNCTION workflow_move_stays();
CREATE TRIGGER workflow_move_stays_whole BEFORE TRUNCATE ON workflow_move
    FOR EACH STATEMENT EXECUTE FUNCTION workflow_move_stays();

CREATE FUNCTION workflow_state_has_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    came_from text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.state IS NOT DISTINCT FROM OLD.state THEN
            RETURN NULL;
        END IF;
        came_from := OLD.state;
    END IF;
    -- A loaded record is inserted in its last state, so a new one needs its beginning and the move that led to it.
    IF EXISTS (SELECT FROM workflow_move m WHERE m.subject_id = NEW.id AND m.process = TG_ARGV[0]
               AND m.tx = pg_current_xact_id() AND m.from_state = came_from
               AND (TG_OP = 'INSERT' OR m.to_state = NEW.state))
       AND (TG_OP = 'UPDATE' OR EXISTS (
               SELECT FROM workflow_move m WHERE m.subject_id = NEW.id AND m.process = TG_ARGV[0]
               AND m.tx = pg_current_xact_id() AND m.to_state = NEW.state)) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The state % of % % has no move in its transaction.', NEW.state, TG_TABLE_NAME, NEW.id
        USING ERRCODE = 'check_violation', HINT = 'States change through kernel/workflow only.';
END $$;

CREATE FUNCTION workflow_record_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('commonbeat.disposal', true) = TG_ARGV[0] THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'A record of % is deleted by its disposal only.', TG_ARGV[0]
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

DROP = """
DROP FUNCTION workflow_record_is_kept();
DROP FUNCTION workflow_state_has_move();
DROP TRIGGER workflow_move_stays_whole ON workflow_move;
DROP TRIGGER workflow_move_stays ON workflow_move;
DROP FUNCTION workflow_move_stays();
DROP TRIGGER workflow_move_made ON workflow_move;
DROP FUNCTION workflow_move_made();
ALTER TABLE workflow_move DROP COLUMN tx;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Move",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("process", models.CharField(max_length=120)),
                ("subject_kind", models.CharField(max_length=120)),
                ("subject_id", models.UUIDField()),
                ("from_state", models.CharField(blank=True, max_length=40)),
                ("to_state", models.CharField(max_length=40)),
                (
                    "transition",
                    models.CharField(blank=True, help_text="Empty for the beginning.", max_length=60),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_kind", models.CharField(max_length=20)),
                ("actor_id", models.CharField(blank=True, max_length=64)),
                ("reason", models.TextField(blank=True)),
                ("details", models.JSONField(default=dict)),
            ],
            options={"ordering": ("at", "id")},
        ),
        migrations.AddIndex(
            model_name="move",
            index=models.Index(fields=["subject_id", "at"], name="workflow_move_subject"),
        ),
        migrations.AddIndex(
            model_name="move",
            index=models.Index(fields=["process", "transition", "at"], name="workflow_move_step"),
        ),
        migrations.RunSQL(FUNCTIONS, DROP),
    ]
