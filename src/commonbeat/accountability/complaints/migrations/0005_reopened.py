"""What had been found and decided before a case was opened again; its walls are printed by ``kernel/walls/migrations_sql.py``."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models

FORWARD = r"""
ALTER TABLE complaints_reopening ENABLE ROW LEVEL SECURITY;
ALTER TABLE complaints_reopening FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON complaints_reopening FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = complaints_reopening.complaint_id));
CREATE POLICY walls_insert ON complaints_reopening FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON complaints_reopening FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON complaints_reopening FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON complaints_reopening TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('complaints.Reopening', 'complaints', 'complaints_reopening'), ('complaints.reopening', 'complaints', 'complaints_reopening'),
    ('complaints', 'complaints', 'complaints_reopening') ON CONFLICT DO NOTHING;
CREATE FUNCTION complaints_reopening_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION complaints_reopening_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER complaints_reopening_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON complaints_reopening
    FOR EACH ROW EXECUTE FUNCTION complaints_reopening_wall();
REVOKE ALL ON complaints_reopening FROM cb_read;
ALTER TABLE complaints_earlierfinding ENABLE ROW LEVEL SECURITY;
ALTER TABLE complaints_earlierfinding FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON complaints_earlierfinding FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = complaints_earlierfinding.complaint_id));
CREATE POLICY walls_insert ON complaints_earlierfinding FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON complaints_earlierfinding FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON complaints_earlierfinding FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON complaints_earlierfinding TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('complaints.EarlierFinding', 'complaints', 'complaints_earlierfinding'), ('complaints.earlierfinding', 'complaints', 'complaints_earlierfinding'),
    ('complaints', 'complaints', 'complaints_earlierfinding') ON CONFLICT DO NOTHING;
CREATE FUNCTION complaints_earlierfinding_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION complaints_earlierfinding_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER complaints_earlierfinding_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON complaints_earlierfinding
    FOR EACH ROW EXECUTE FUNCTION complaints_earlierfinding_wall();
REVOKE ALL ON complaints_earlierfinding FROM cb_read;
-- how a case had ended, and what had been found, is only added
CREATE TRIGGER complaints_reopening_only_added BEFORE UPDATE OR DELETE ON complaints_reopening
    FOR EACH ROW EXECUTE FUNCTION complaints_only_added();
CREATE TRIGGER complaints_earlierfinding_only_added BEFORE UPDATE OR DELETE ON complaints_earlierfinding
    FOR EACH ROW EXECUTE FUNCTION complaints_only_added();
"""
BACKWARD = r"""
DROP TRIGGER complaints_earlierfinding_only_added ON complaints_earlierfinding;
DROP TRIGGER complaints_reopening_only_added ON complaints_reopening;
DROP TRIGGER complaints_earlierfinding_wall ON complaints_earlierfinding;
DROP FUNCTION complaints_earlierfinding_wall();
DELETE FROM walls_protected WHERE in_table = 'complaints_earlierfinding';
DELETE FROM walls_subject s USING complaints_earlierfinding t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON complaints_earlierfinding;
DROP POLICY walls_delete ON complaints_earlierfinding;
DROP POLICY walls_update ON complaints_earlierfinding;
DROP POLICY walls_insert ON complaints_earlierfinding;
DROP POLICY walls_read ON complaints_earlierfinding;
ALTER TABLE complaints_earlierfinding NO FORCE ROW LEVEL SECURITY;
ALTER TABLE complaints_earlierfinding DISABLE ROW LEVEL SECURITY;
DROP TRIGGER complaints_reopening_wall ON complaints_reopening;
DROP FUNCTION complaints_reopening_wall();
DELETE FROM walls_protected WHERE in_table = 'complaints_reopening';
DELETE FROM walls_subject s USING complaints_reopening t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON complaints_reopening;
DROP POLICY walls_delete ON complaints_reopening;
DROP POLICY walls_update ON complaints_reopening;
DROP POLICY walls_insert ON complaints_reopening;
DROP POLICY walls_read ON complaints_reopening;
ALTER TABLE complaints_reopening NO FORCE ROW LEVEL SECURITY;
ALTER TABLE complaints_reopening DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0004_numbers"),
        ("walls", "0003_known_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.TextField(max_length=20000)),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "undiscoverable",
                                "New evidence that could not have been found before without extraordinary measures (3304(g)(2)(A))",
                            ),
                            (
                                "answer",
                                "New evidence from the officer's answer before discipline (3304(g)(2)(B))",
                            ),
                        ],
                        help_text="Needed once the year is over.",
                        max_length=14,
                    ),
                ),
                (
                    "kept",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(),
                        blank=True,
                        db_default=models.Value("{}"),
                        default=list,
                        help_text="Findings that stand.",
                        size=None,
                    ),
                ),
                (
                    "ended_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("investigated", "Investigated"),
                            ("mediated", "Settled in mediation"),
                            ("withdrawn", "Withdrawn by the complainant"),
                            ("administratively_closed", "Closed administratively"),
                            ("referred", "Referred to another agency"),
                            ("inquiry", "An inquiry, not a complaint"),
                            ("duplicate", "Told us before"),
                        ],
                        max_length=24,
                        verbose_name="how it had ended",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("notified_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "limit_due",
                    models.DateTimeField(
                        blank=True, help_text="End of the one-year limit, by then.", null=True
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reopenings",
                        to="complaints.complaint",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "abstract": False,
                "base_manager_name": "looked",
                "default_manager_name": "objects",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("looked", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="EarlierFinding",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "recommended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sustained", "Sustained"),
                            ("not_sustained", "Not sustained"),
                            ("exonerated", "Exonerated"),
                            ("unfounded", "Unfounded"),
                        ],
                        max_length=14,
                    ),
                ),
                ("recommended_on", models.DateField(blank=True, null=True)),
                ("reasons", models.TextField(blank=True, max_length=20000)),
                (
                    "adopted",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sustained", "Sustained"),
                            ("not_sustained", "Not sustained"),
                            ("exonerated", "Exonerated"),
                            ("unfounded", "Unfounded"),
                        ],
                        max_length=14,
                    ),
                ),
                ("adopted_on", models.DateField(blank=True, null=True)),
                ("adopted_reasons", models.TextField(blank=True, max_length=20000)),
                ("frivolous", models.BooleanField(default=False)),
                ("appeal_until", models.DateField(blank=True, null=True)),
                ("appeal_over_on", models.DateField(blank=True, null=True)),
                (
                    "final",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sustained", "Sustained"),
                            ("not_sustained", "Not sustained"),
                            ("exonerated", "Exonerated"),
                            ("unfounded", "Unfounded"),
                        ],
                        max_length=14,
                    ),
                ),
                ("final_on", models.DateField(blank=True, null=True)),
                ("disclosed", models.CharField(blank=True, max_length=30)),
                ("discipline", models.CharField(blank=True, max_length=30)),
                (
                    "adopted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_findings",
                        to="complaints.complaint",
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier",
                        to="complaints.finding",
                    ),
                ),
                (
                    "recommended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reopening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="complaints.reopening",
                    ),
                ),
            ],
            options={
                "ordering": ("reopening__at", "id"),
                "abstract": False,
                "base_manager_name": "looked",
                "default_manager_name": "objects",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("looked", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
