"""Clocks, the times they stood still, and the triggers that keep what became of a promise."""

import django.db.models.deletion
import uuid6
from django.db import migrations, models


GUARDS = """
CREATE FUNCTION clocks_stay_true() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER clocks_stay_true BEFORE UPDATE OR DELETE ON clocks_clock
    FOR EACH ROW EXECUTE FUNCTION clocks_stay_true();

CREATE FUNCTION clocks_tolls_stay() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER clocks_tolls_stay BEFORE UPDATE OR DELETE ON clocks_clocktoll
    FOR EACH ROW EXECUTE FUNCTION clocks_tolls_stay();
"""

UNGUARD = """
DROP TRIGGER clocks_tolls_stay ON clocks_clocktoll;
DROP FUNCTION clocks_tolls_stay();
DROP TRIGGER clocks_stay_true ON clocks_clock;
DROP FUNCTION clocks_stay_true();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=120)),
                ('subject_kind', models.CharField(max_length=120)),
                ('subject_id', models.UUIDField()),
                ('owner', models.CharField(blank=True, help_text='Who keeps the promise: an opaque id.', max_length=64)),
                ('length', models.CharField(max_length=30)),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('remind_at', models.DateTimeField(blank=True, null=True)),
                ('still_since', models.DateTimeField(blank=True, help_text='Set while it stands still.', null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('late_at', models.DateTimeField(blank=True, help_text='When lateness was noted; for good.', null=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('proof', models.CharField(blank=True, help_text='What shows that it was kept.', max_length=200)),
                ('outcome', models.CharField(blank=True, choices=[('kept', 'kept'), ('late', 'late'), ('void', 'void')], max_length=5)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
            ],
            options={
                'ordering': ('started_at', 'id'),
                'indexes': [models.Index(fields=['subject_id'], name='clocks_clock_subject'), models.Index(fields=['kind', 'started_at'], name='clocks_clock_kind'), models.Index(condition=models.Q(('outcome', '')), fields=['due_at'], name='clocks_clock_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('kind', 'subject_id'), name='clocks_one_running'), models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('started_at'))), name='clocks_due_after_start'), models.CheckConstraint(condition=models.Q(('stopped_at', None), ('stopped_at__gte', models.F('started_at')), _connector='OR'), name='clocks_stop_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('stopped_at', None), ('voided_at', None)), models.Q(('late_at', None), ('outcome', 'kept'), ('still_since', None), ('stopped_at__lte', models.F('due_at')), ('voided_at', None)), models.Q(('late_at__isnull', False), ('outcome', 'late'), ('still_since', None), ('stopped_at__isnull', False), ('voided_at', None)), models.Q(('outcome', 'void'), ('still_since', None), ('voided_at__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='clocks_outcome_is_so')],
            },
        ),
        migrations.CreateModel(
            name='ClockToll',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField()),
                ('actor_kind', models.CharField(max_length=20)),
                ('actor_id', models.CharField(blank=True, max_length=64)),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tolls', to='clocks.clock')),
            ],
            options={
                'ordering': ('since', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('clock',), name='clocks_one_open_toll'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='clocks_toll_forward'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='clocks_toll_reason')],
            },
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
    ]
