"""Grounds of standing still, extensions, corrections that are kept, and what comes next for a clock."""

import django.utils.timezone
from django.db import migrations, models

# Entries made until now were made when they began.
ENTERED = """
DROP TRIGGER clocks_tolls_stay ON clocks_clocktoll;
UPDATE clocks_clocktoll SET entered_at = since;
"""

GUARDS = """
CREATE OR REPLACE FUNCTION clocks_stay_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF coalesce(current_setting('commonbeat.disposal', true), '') <> '' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'Clocks are deleted by a disposal only.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.id, NEW.kind, NEW.subject_kind, NEW.subject_id, NEW.length, NEW.started_at, NEW.replaces)
       IS DISTINCT FROM (OLD.id, OLD.kind, OLD.subject_kind, OLD.subject_id, OLD.length, OLD.started_at, OLD.replaces) THEN
        RAISE EXCEPTION 'What a clock promises is not changed after its start.' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.late_at IS NOT NULL AND NEW.due_at <> OLD.due_at THEN
        RAISE EXCEPTION 'A due moment never moves forward, and not at all once it has passed.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.due_at < OLD.due_at AND NOT EXISTS (SELECT FROM clocks_clocktoll t WHERE t.clock_id = NEW.id
            AND t.struck_tx = pg_current_xact_id()::text::bigint) THEN
        RAISE EXCEPTION 'A due moment never moves forward, unless an entry is struck out with it.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.late_at IS NOT NULL AND NEW.late_at IS DISTINCT FROM OLD.late_at THEN
        RAISE EXCEPTION 'What was late stays late.' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.outcome <> '' AND ((NEW.stopped_at, NEW.proof, NEW.late_at) IS DISTINCT FROM
                              (OLD.stopped_at, OLD.proof, OLD.late_at)
                              OR NEW.outcome NOT IN (OLD.outcome, 'void')) THEN
        RAISE EXCEPTION 'What became of a promise is not changed; it can only be voided, with a reason.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.outcome = 'void' AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'A voided clock stays as it is.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION clocks_tolls_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.struck_at IS NULL THEN
            NEW.struck_tx := NULL;
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' THEN
        IF coalesce(current_setting('commonbeat.disposal', true), '') <> '' THEN
            RETURN OLD;
        END IF;
    ELSIF OLD.struck_at IS NULL AND (NEW.id, NEW.clock_id, NEW.ground, NEW.since, NEW.length, NEW.reason,
              NEW.actor_kind, NEW.actor_id, NEW.entered_at)
          IS NOT DISTINCT FROM (OLD.id, OLD.clock_id, OLD.ground, OLD.since, OLD.length, OLD.reason,
              OLD.actor_kind, OLD.actor_id, OLD.entered_at) THEN
        IF NEW.struck_at IS NOT NULL AND NEW.until IS NOT DISTINCT FROM OLD.until THEN
            NEW.struck_tx := pg_current_xact_id()::text::bigint;
            RETURN NEW;
        ELSIF NEW.struck_at IS NULL AND OLD.until IS NULL THEN
            NEW.struck_tx := NULL;
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'A standstill is ended once, or struck out once, and otherwise stays as it is.'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER clocks_tolls_stay BEFORE INSERT OR UPDATE OR DELETE ON clocks_clocktoll
    FOR EACH ROW EXECUTE FUNCTION clocks_tolls_stay();
"""

UNGUARD = """
DROP TRIGGER clocks_tolls_stay ON clocks_clocktoll;
CREATE OR REPLACE FUNCTION clocks_tolls_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF coalesce(current_setting('commonbeat.disposal', true), '') <> '' THEN
            RETURN OLD;
        END IF;
    ELSIF OLD.until IS NULL AND (NEW.id, NEW.clock_id, NEW.since, NEW.reason, NEW.actor_kind, NEW.actor_id)
          IS NOT DISTINCT FROM (OLD.id, OLD.clock_id, OLD.since, OLD.reason, OLD.actor_kind, OLD.actor_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A standstill is ended once and otherwise stays as it is.'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE OR REPLACE FUNCTION clocks_stay_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF coalesce(current_setting('commonbeat.disposal', true), '') <> '' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'Clocks are deleted by a disposal only.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.id, NEW.kind, NEW.subject_kind, NEW.subject_id, NEW.length, NEW.started_at)
       IS DISTINCT FROM (OLD.id, OLD.kind, OLD.subject_kind, OLD.subject_id, OLD.length, OLD.started_at) THEN
        RAISE EXCEPTION 'What a clock promises is not changed after its start.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.due_at < OLD.due_at OR (OLD.late_at IS NOT NULL AND NEW.due_at <> OLD.due_at) THEN
        RAISE EXCEPTION 'A due moment never moves forward, and not at all once it has passed.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.late_at IS NOT NULL AND NEW.late_at IS DISTINCT FROM OLD.late_at THEN
        RAISE EXCEPTION 'What was late stays late.' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.outcome <> '' AND ((NEW.stopped_at, NEW.proof, NEW.late_at) IS DISTINCT FROM
                              (OLD.stopped_at, OLD.proof, OLD.late_at)
                              OR NEW.outcome NOT IN (OLD.outcome, 'void')) THEN
        RAISE EXCEPTION 'What became of a promise is not changed; it can only be voided, with a reason.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.outcome = 'void' AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'A voided clock stays as it is.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGER = """
CREATE TRIGGER clocks_tolls_stay BEFORE UPDATE OR DELETE ON clocks_clocktoll
    FOR EACH ROW EXECUTE FUNCTION clocks_tolls_stay();
"""


class Migration(migrations.Migration):
    dependencies = [('clocks', '0003_walled')]

    operations = [
        migrations.RemoveConstraint(
            model_name='clocktoll',
            name='clocks_one_open_toll',
        ),
        migrations.AddField(
            model_name='clock',
            name='next_at',
            field=models.DateTimeField(blank=True, help_text='When it comes.', null=True),
        ),
        migrations.AddField(
            model_name='clock',
            name='next_step',
            field=models.SmallIntegerField(default=0, help_text='Which alert or escalation comes next.'),
        ),
        migrations.AddField(
            model_name='clock',
            name='replaces',
            field=models.UUIDField(blank=True, help_text='The voided clock this one was started instead of.', null=True),
        ),
        migrations.AddField(
            model_name='clocktoll',
            name='entered_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='clocktoll',
            name='ground',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='clocktoll',
            name='length',
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name='clocktoll',
            name='struck_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='clocktoll',
            name='struck_by_id',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='clocktoll',
            name='struck_by_kind',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='clocktoll',
            name='struck_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='clocktoll',
            name='struck_tx',
            field=models.BigIntegerField(editable=False, help_text='Written by the database.', null=True),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('next_at__isnull', False), ('outcome', '')), fields=['next_at'], name='clocks_clock_next'),
        ),
        migrations.AddConstraint(
            model_name='clocktoll',
            constraint=models.UniqueConstraint(condition=models.Q(('struck_at', None), ('until', None)), fields=('clock', 'ground'), name='clocks_one_open_per_ground'),
        ),
        migrations.AddConstraint(
            model_name='clocktoll',
            constraint=models.CheckConstraint(condition=models.Q(('length', ''), models.Q(('until', models.F('since')), ('until__isnull', False)), _connector='OR'), name='clocks_toll_or_length'),
        ),
        migrations.AddConstraint(
            model_name='clocktoll',
            constraint=models.CheckConstraint(condition=models.Q(('struck_at', None), models.Q(('struck_reason', ''), _negated=True), _connector='OR'), name='clocks_struck_with_reason'),
        ),
        migrations.RunSQL(ENTERED, TRIGGER),
        migrations.RunSQL(GUARDS, UNGUARD),
    ]
