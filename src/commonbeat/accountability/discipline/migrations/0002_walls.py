"""The walls around discipline (printed by ``kernel/walls/migrations_sql.py``), the guard of its states, and what stays as it was served."""

from django.db import migrations

FORWARD = r"""
CREATE CONSTRAINT TRIGGER discipline_sworndiscipline_state AFTER INSERT OR UPDATE OF state ON discipline_sworndiscipline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('discipline.sworn');
CREATE TRIGGER discipline_sworndiscipline_kept BEFORE DELETE ON discipline_sworndiscipline
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('discipline.sworn');
-- discipline.SwornDiscipline
ALTER TABLE discipline_sworndiscipline ENABLE ROW LEVEL SECURITY;
ALTER TABLE discipline_sworndiscipline FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON discipline_sworndiscipline FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = discipline_sworndiscipline.complaint_id));
CREATE POLICY walls_insert ON discipline_sworndiscipline FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON discipline_sworndiscipline FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON discipline_sworndiscipline FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON discipline_sworndiscipline TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('discipline.SwornDiscipline', 'complaints', 'discipline_sworndiscipline'), ('discipline.sworndiscipline', 'complaints', 'discipline_sworndiscipline'),
    ('complaints', 'complaints', 'discipline_sworndiscipline') ON CONFLICT DO NOTHING;
CREATE FUNCTION discipline_sworndiscipline_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION discipline_sworndiscipline_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER discipline_sworndiscipline_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON discipline_sworndiscipline
    FOR EACH ROW EXECUTE FUNCTION discipline_sworndiscipline_wall();
REVOKE ALL ON discipline_sworndiscipline FROM cb_read;
CREATE CONSTRAINT TRIGGER discipline_staffdiscipline_state AFTER INSERT OR UPDATE OF state ON discipline_staffdiscipline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('discipline.staff');
CREATE TRIGGER discipline_staffdiscipline_kept BEFORE DELETE ON discipline_staffdiscipline
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('discipline.staff');
-- discipline.StaffDiscipline
ALTER TABLE discipline_staffdiscipline ENABLE ROW LEVEL SECURITY;
ALTER TABLE discipline_staffdiscipline FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON discipline_staffdiscipline FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = discipline_staffdiscipline.complaint_id));
CREATE POLICY walls_insert ON discipline_staffdiscipline FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON discipline_staffdiscipline FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON discipline_staffdiscipline FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON discipline_staffdiscipline TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('discipline.StaffDiscipline', 'complaints', 'discipline_staffdiscipline'), ('discipline.staffdiscipline', 'complaints', 'discipline_staffdiscipline'),
    ('complaints', 'complaints', 'discipline_staffdiscipline') ON CONFLICT DO NOTHING;
CREATE FUNCTION discipline_staffdiscipline_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION discipline_staffdiscipline_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER discipline_staffdiscipline_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON discipline_staffdiscipline
    FOR EACH ROW EXECUTE FUNCTION discipline_staffdiscipline_wall();
REVOKE ALL ON discipline_staffdiscipline FROM cb_read;
-- discipline.Served
ALTER TABLE discipline_served ENABLE ROW LEVEL SECURITY;
ALTER TABLE discipline_served FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON discipline_served FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = discipline_served.complaint_id)
        OR account_id = (SELECT walls_account('complaints')) AND served);
CREATE POLICY walls_insert ON discipline_served FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON discipline_served FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON discipline_served FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON discipline_served TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('discipline.Served', 'complaints', 'discipline_served'), ('discipline.served', 'complaints', 'discipline_served'),
    ('complaints', 'complaints', 'discipline_served') ON CONFLICT DO NOTHING;
CREATE FUNCTION discipline_served_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION discipline_served_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER discipline_served_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON discipline_served
    FOR EACH ROW EXECUTE FUNCTION discipline_served_wall();
REVOKE ALL ON discipline_served FROM cb_read;
ALTER TABLE discipline_served ALTER COLUMN account_id SET STATISTICS 0;
-- what an officer was served stays as it was, and what they did with it is done once
CREATE FUNCTION discipline_served_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.served AND (NEW.served, NEW.served_at, NEW.kind, NEW.text, NEW.officer_id, NEW.complaint_id, NEW.case_number)
                IS DISTINCT FROM (true, OLD.served_at, OLD.kind, OLD.text, OLD.officer_id, OLD.complaint_id, OLD.case_number)
            OR OLD.account_id IS NOT NULL AND NEW.account_id IS DISTINCT FROM OLD.account_id
            OR OLD.read_at IS NOT NULL AND NEW.read_at IS DISTINCT FROM OLD.read_at
            OR OLD.signed_at IS NOT NULL
                AND (NEW.signed_at, NEW.signed_as) IS DISTINCT FROM (OLD.signed_at, OLD.signed_as)
            OR OLD.refused_at IS NOT NULL
                AND (NEW.refused_at, NEW.witness_id, NEW.refused_words)
                    IS DISTINCT FROM (OLD.refused_at, OLD.witness_id, OLD.refused_words)
            OR OLD.answered_at IS NOT NULL
                AND (NEW.answered_at, NEW.answer) IS DISTINCT FROM (OLD.answered_at, OLD.answer) THEN
            RAISE EXCEPTION 'a paper that was served is not changed' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF NEW.served AND NOT EXISTS (
        SELECT FROM complaints_officer o
        WHERE o.id = NEW.officer_id AND o.complaint_id = NEW.complaint_id AND o.notified
            AND (NEW.account_id IS NULL OR o.account_id = NEW.account_id)
    ) THEN
        RAISE EXCEPTION 'an officer who was not told of a case is served nothing of it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER discipline_served_kept BEFORE INSERT OR UPDATE ON discipline_served
    FOR EACH ROW EXECUTE FUNCTION discipline_served_kept();
"""
BACKWARD = r"""
DROP TRIGGER discipline_served_kept ON discipline_served;
DROP FUNCTION discipline_served_kept();
DROP TRIGGER discipline_served_wall ON discipline_served;
DROP FUNCTION discipline_served_wall();
DELETE FROM walls_protected WHERE in_table = 'discipline_served';
DELETE FROM walls_subject s USING discipline_served t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON discipline_served;
DROP POLICY walls_delete ON discipline_served;
DROP POLICY walls_update ON discipline_served;
DROP POLICY walls_insert ON discipline_served;
DROP POLICY walls_read ON discipline_served;
ALTER TABLE discipline_served NO FORCE ROW LEVEL SECURITY;
ALTER TABLE discipline_served DISABLE ROW LEVEL SECURITY;
ALTER TABLE discipline_served ALTER COLUMN account_id SET STATISTICS -1;
DROP TRIGGER discipline_staffdiscipline_wall ON discipline_staffdiscipline;
DROP FUNCTION discipline_staffdiscipline_wall();
DELETE FROM walls_protected WHERE in_table = 'discipline_staffdiscipline';
DELETE FROM walls_subject s USING discipline_staffdiscipline t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON discipline_staffdiscipline;
DROP POLICY walls_delete ON discipline_staffdiscipline;
DROP POLICY walls_update ON discipline_staffdiscipline;
DROP POLICY walls_insert ON discipline_staffdiscipline;
DROP POLICY walls_read ON discipline_staffdiscipline;
ALTER TABLE discipline_staffdiscipline NO FORCE ROW LEVEL SECURITY;
ALTER TABLE discipline_staffdiscipline DISABLE ROW LEVEL SECURITY;
DROP TRIGGER discipline_staffdiscipline_state ON discipline_staffdiscipline;
DROP TRIGGER discipline_staffdiscipline_kept ON discipline_staffdiscipline;
DROP TRIGGER discipline_sworndiscipline_wall ON discipline_sworndiscipline;
DROP FUNCTION discipline_sworndiscipline_wall();
DELETE FROM walls_protected WHERE in_table = 'discipline_sworndiscipline';
DELETE FROM walls_subject s USING discipline_sworndiscipline t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON discipline_sworndiscipline;
DROP POLICY walls_delete ON discipline_sworndiscipline;
DROP POLICY walls_update ON discipline_sworndiscipline;
DROP POLICY walls_insert ON discipline_sworndiscipline;
DROP POLICY walls_read ON discipline_sworndiscipline;
ALTER TABLE discipline_sworndiscipline NO FORCE ROW LEVEL SECURITY;
ALTER TABLE discipline_sworndiscipline DISABLE ROW LEVEL SECURITY;
DROP TRIGGER discipline_sworndiscipline_state ON discipline_sworndiscipline;
DROP TRIGGER discipline_sworndiscipline_kept ON discipline_sworndiscipline;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("discipline", "0001_discipline"),
        ("complaints", "0002_walls"),
        ("walls", "0001_walls"),
        ("workflow", "0003_walled"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
