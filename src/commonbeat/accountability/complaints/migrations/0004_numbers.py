"""Public numbers: closed quarters, what each counted (behind the wall), and figures that are told for good."""

import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import uuid6
from django.db import migrations, models


FORWARD = r"""
ALTER TABLE complaints_booking ENABLE ROW LEVEL SECURITY;
ALTER TABLE complaints_booking FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON complaints_booking FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = complaints_booking.complaint_id));
CREATE POLICY walls_insert ON complaints_booking FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON complaints_booking FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON complaints_booking FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON complaints_booking TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('complaints.Booking', 'complaints', 'complaints_booking'), ('complaints.booking', 'complaints', 'complaints_booking'),
    ('complaints', 'complaints', 'complaints_booking') ON CONFLICT DO NOTHING;
CREATE FUNCTION complaints_booking_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.complaint_id, 'complaints', NEW.complaint_id, NULL)
        ON CONFLICT (subject_id) DO UPDATE
        SET root_id = excluded.root_id, case_id = excluded.case_id, label = excluded.label;
        -- nobody moves a record to where they could not reach it
        IF TG_OP = 'UPDATE' AND session_user <> 'cb_owner' AND NOT walls_sees(NEW.id, true) THEN
            RAISE EXCEPTION 'new row violates row-level security policy for table "%"', TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NULL;
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION complaints_booking_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER complaints_booking_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON complaints_booking
    FOR EACH ROW EXECUTE FUNCTION complaints_booking_wall();
REVOKE ALL ON complaints_booking FROM cb_read;
CREATE FUNCTION complaints_told_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a figure that was told stands: rows of % are only added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER complaints_publicfigure_stands BEFORE UPDATE OR DELETE ON complaints_publicfigure
    FOR EACH ROW EXECUTE FUNCTION complaints_told_for_good();
CREATE TRIGGER complaints_closedquarter_stands BEFORE UPDATE OR DELETE ON complaints_closedquarter
    FOR EACH ROW EXECUTE FUNCTION complaints_told_for_good();
"""
BACKWARD = r"""
DROP TRIGGER complaints_closedquarter_stands ON complaints_closedquarter;
DROP TRIGGER complaints_publicfigure_stands ON complaints_publicfigure;
DROP FUNCTION complaints_told_for_good();
DROP TRIGGER complaints_booking_wall ON complaints_booking;
DROP FUNCTION complaints_booking_wall();
DELETE FROM walls_protected WHERE in_table = 'complaints_booking';
DELETE FROM walls_subject s USING complaints_booking t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON complaints_booking;
DROP POLICY walls_delete ON complaints_booking;
DROP POLICY walls_update ON complaints_booking;
DROP POLICY walls_insert ON complaints_booking;
DROP POLICY walls_read ON complaints_booking;
ALTER TABLE complaints_booking NO FORCE ROW LEVEL SECURITY;
ALTER TABLE complaints_booking DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0003_history'),
        ('walls', '0001_walls'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClosedQuarter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='2026-Q3', max_length=7, unique=True)),
                ('year', models.PositiveSmallIntegerField()),
                ('quarter', models.PositiveSmallIntegerField()),
                ('opened', models.PositiveSmallIntegerField(help_text='First year of the books.')),
                ('closed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('left_out', models.PositiveIntegerField(default=0, help_text='Earlier records brought in too late to be counted where they belong.')),
            ],
            options={
                'ordering': ('-year', '-quarter'),
            },
        ),
        migrations.CreateModel(
            name='PublicFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('table', models.CharField(max_length=20)),
                ('span', models.CharField(help_text='quarter, year, or span for three years.', max_length=7)),
                ('period', models.CharField(help_text='2026-Q3, 2026, or 2026–2028.', max_length=9)),
                ('by', models.CharField(blank=True, help_text='What the figure is divided by; empty for all.', max_length=20)),
                ('which', models.CharField(blank=True, max_length=40)),
                ('and_by', models.CharField(blank=True, max_length=20)),
                ('and_which', models.CharField(blank=True, max_length=40)),
                ('value', models.PositiveIntegerField(help_text='Empty: not told.', null=True)),
                ('unit', models.CharField(default='complaints', max_length=12)),
                ('closing', models.CharField(help_text='The quarter it was told with.', max_length=7)),
            ],
            options={
                'ordering': ('table', '-period', 'key'),
                'indexes': [models.Index(fields=['table', 'span', 'period'], name='complaints_figure_table')],
            },
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(choices=[('received', 'received'), ('finding', 'found'), ('ended', 'ended'), ('discipline', 'discipline'), ('duty', 'a duty with a date')], max_length=10)),
                ('part', models.CharField(blank=True, help_text='Which duty.', max_length=30)),
                ('quarter', models.CharField(max_length=7)),
                ('labels', models.JSONField(default=dict, help_text='What it was counted under, as it stood then.')),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='complaints.complaint')),
            ],
            options={
                'ordering': ('quarter', 'id'),
                'abstract': False,
                'base_manager_name': 'looked',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['quarter', 'what'], include=('complaint',), name='complaints_booking_quarter')],
                'constraints': [models.UniqueConstraint(fields=('complaint', 'what', 'part'), name='complaints_booked_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('looked', django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
