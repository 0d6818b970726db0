"""The walls around complaints (printed by ``kernel/walls/migrations_sql.py``), the guard of their states, and what is only added."""

from django.db import migrations

FORWARD = r"""
CREATE CONSTRAINT TRIGGER complaints_complaint_state AFTER INSERT OR UPDATE OF state ON complaints_complaint
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('complaints.complaint');
CREATE TRIGGER complaints_complaint_kept BEFORE DELETE ON complaints_complaint
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('complaints.complaint');
-- Complaint
ALTER TABLE complaints_complaint ENABLE ROW LEVEL SECURITY;
ALTER TABLE complaints_complaint FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON complaints_complaint FOR SELECT
    USING (label = ANY ((SELECT walls_labels('complaints', false))::text[]) 
           AND id <> ALL ((SELECT walls_barred('complaints'))::uuid[])
        OR id = ANY ((SELECT walls_cases('complaints', false))::uuid[]));
CREATE POLICY walls_insert ON complaints_complaint FOR INSERT
    WITH CHECK (label = ANY ((SELECT walls_labels('complaints', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('complaints'))::uuid[])
        OR id = ANY ((SELECT walls_cases('complaints', true))::uuid[]));
CREATE POLICY walls_update ON complaints_complaint FOR UPDATE
    USING (label = ANY ((SELECT walls_labels('complaints', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('complaints'))::uuid[])
        OR id = ANY ((SELECT walls_cases('complaints', true))::uuid[]));
CREATE POLICY walls_delete ON complaints_complaint FOR DELETE
    USING (label = ANY ((SELECT walls_labels('complaints', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('complaints'))::uuid[])
        OR id = ANY ((SELECT walls_cases('complaints', true))::uuid[]));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON complaints_complaint TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('complaints.Complaint', 'complaints', 'complaints_complaint'), ('complaints.complaint', 'complaints', 'complaints_complaint'),
    ('complaints', 'complaints', 'complaints_complaint') ON CONFLICT DO NOTHING;
CREATE FUNCTION complaints_complaint_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.id, 'complaints', NEW.id, NEW.label)
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
    EXECUTE format('ALTER FUNCTION complaints_complaint_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER complaints_complaint_wall AFTER INSERT OR DELETE OR UPDATE OF id, label ON complaints_complaint
    FOR EACH ROW EXECUTE FUNCTION complaints_complaint_wall();
REVOKE ALL ON complaints_complaint FROM cb_read;
-- Allegation
ALTER TABLE complaints_allegation ENABLE ROW LEVEL SECURITY;
ALTER TABLE complaints_allegation FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON complaints_allegation FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = complaints_allegation.complaint_id));
CREATE POLICY walls_insert ON complaints_allegation FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON complaints_allegation FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON complaints_allegation FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON complaints_allegation TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('complaints.Allegation', 'complaints', 'complaints_allegation'), ('complaints.allegation', 'complaints', 'complaints_allegation'),
    ('complaints', 'complaints', 'complaints_allegation') ON CONFLICT DO NOTHING;
CREATE FUNCTION complaints_allegation_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION complaints_allegation_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER complaints_allegation_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON complaints_allegation
    FOR EACH ROW EXECUTE FUNCTION complaints_allegation_wall();
REVOKE ALL ON complaints_allegation FROM cb_read;
-- Officer
ALTER TABLE complaints_officer ENABLE ROW LEVEL SECURITY;
ALTER TABLE complaints_officer FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON complaints_officer FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = complaints_officer.complaint_id)
        OR account_id = (SELECT walls_account('complaints')) AND notified);
CREATE POLICY walls_insert ON complaints_officer FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON complaints_officer FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON complaints_officer FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON complaints_officer TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('complaints.Officer', 'complaints', 'complaints_officer'), ('complaints.officer', 'complaints', 'complaints_officer'),
    ('complaints', 'complaints', 'complaints_officer') ON CONFLICT DO NOTHING;
CREATE FUNCTION complaints_officer_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION complaints_officer_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER complaints_officer_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON complaints_officer
    FOR EACH ROW EXECUTE FUNCTION complaints_officer_wall();
REVOKE ALL ON complaints_officer FROM cb_read;
ALTER TABLE complaints_officer ALTER COLUMN account_id SET STATISTICS 0;
-- Finding
ALTER TABLE complaints_finding ENABLE ROW LEVEL SECURITY;
ALTER TABLE complaints_finding FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON complaints_finding FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = complaints_finding.complaint_id));
CREATE POLICY walls_insert ON complaints_finding FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON complaints_finding FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON complaints_finding FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON complaints_finding TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('complaints.Finding', 'complaints', 'complaints_finding'), ('complaints.finding', 'complaints', 'complaints_finding'),
    ('complaints', 'complaints', 'complaints_finding') ON CONFLICT DO NOTHING;
CREATE FUNCTION complaints_finding_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION complaints_finding_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER complaints_finding_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON complaints_finding
    FOR EACH ROW EXECUTE FUNCTION complaints_finding_wall();
REVOKE ALL ON complaints_finding FROM cb_read;
-- Note
ALTER TABLE complaints_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE complaints_note FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON complaints_note FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = complaints_note.complaint_id));
CREATE POLICY walls_insert ON complaints_note FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON complaints_note FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON complaints_note FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON complaints_note TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('complaints.Note', 'complaints', 'complaints_note'), ('complaints.note', 'complaints', 'complaints_note'),
    ('complaints', 'complaints', 'complaints_note') ON CONFLICT DO NOTHING;
CREATE FUNCTION complaints_note_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION complaints_note_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER complaints_note_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON complaints_note
    FOR EACH ROW EXECUTE FUNCTION complaints_note_wall();
REVOKE ALL ON complaints_note FROM cb_read;
-- Letter
ALTER TABLE complaints_letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE complaints_letter FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON complaints_letter FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = complaints_letter.complaint_id));
CREATE POLICY walls_insert ON complaints_letter FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON complaints_letter FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON complaints_letter FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON complaints_letter TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('complaints.Letter', 'complaints', 'complaints_letter'), ('complaints.letter', 'complaints', 'complaints_letter'),
    ('complaints', 'complaints', 'complaints_letter') ON CONFLICT DO NOTHING;
CREATE FUNCTION complaints_letter_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION complaints_letter_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER complaints_letter_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON complaints_letter
    FOR EACH ROW EXECUTE FUNCTION complaints_letter_wall();
REVOKE ALL ON complaints_letter FROM cb_read;
-- ConversionRequest
ALTER TABLE complaints_conversionrequest ENABLE ROW LEVEL SECURITY;
ALTER TABLE complaints_conversionrequest FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON complaints_conversionrequest FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = complaints_conversionrequest.complaint_id));
CREATE POLICY walls_insert ON complaints_conversionrequest FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON complaints_conversionrequest FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON complaints_conversionrequest FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON complaints_conversionrequest TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('complaints.ConversionRequest', 'complaints', 'complaints_conversionrequest'), ('complaints.conversionrequest', 'complaints', 'complaints_conversionrequest'),
    ('complaints', 'complaints', 'complaints_conversionrequest') ON CONFLICT DO NOTHING;
CREATE FUNCTION complaints_conversionrequest_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION complaints_conversionrequest_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER complaints_conversionrequest_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON complaints_conversionrequest
    FOR EACH ROW EXECUTE FUNCTION complaints_conversionrequest_wall();
REVOKE ALL ON complaints_conversionrequest FROM cb_read;
-- what is only added: an investigator's log, letters as they went out
CREATE FUNCTION complaints_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('commonbeat.disposal', true) = 'complaints.complaint' AND TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER complaints_note_only_added BEFORE UPDATE OR DELETE ON complaints_note
    FOR EACH ROW EXECUTE FUNCTION complaints_only_added();
CREATE TRIGGER complaints_letter_only_added BEFORE UPDATE OR DELETE ON complaints_letter
    FOR EACH ROW EXECUTE FUNCTION complaints_only_added();
CREATE TRIGGER complaints_complaint_disposed BEFORE DELETE ON complaints_complaint
    FOR EACH ROW EXECUTE FUNCTION retention_guard('complaints.Complaint');
"""
BACKWARD = r"""
DROP TRIGGER complaints_complaint_disposed ON complaints_complaint;
DROP TRIGGER complaints_letter_only_added ON complaints_letter;
DROP TRIGGER complaints_note_only_added ON complaints_note;
DROP FUNCTION complaints_only_added();
DROP TRIGGER complaints_conversionrequest_wall ON complaints_conversionrequest;
DROP FUNCTION complaints_conversionrequest_wall();
DELETE FROM walls_protected WHERE in_table = 'complaints_conversionrequest';
DELETE FROM walls_subject s USING complaints_conversionrequest t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON complaints_conversionrequest;
DROP POLICY walls_delete ON complaints_conversionrequest;
DROP POLICY walls_update ON complaints_conversionrequest;
DROP POLICY walls_insert ON complaints_conversionrequest;
DROP POLICY walls_read ON complaints_conversionrequest;
ALTER TABLE complaints_conversionrequest NO FORCE ROW LEVEL SECURITY;
ALTER TABLE complaints_conversionrequest DISABLE ROW LEVEL SECURITY;
DROP TRIGGER complaints_letter_wall ON complaints_letter;
DROP FUNCTION complaints_letter_wall();
DELETE FROM walls_protected WHERE in_table = 'complaints_letter';
DELETE FROM walls_subject s USING complaints_letter t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON complaints_letter;
DROP POLICY walls_delete ON complaints_letter;
DROP POLICY walls_update ON complaints_letter;
DROP POLICY walls_insert ON complaints_letter;
DROP POLICY walls_read ON complaints_letter;
ALTER TABLE complaints_letter NO FORCE ROW LEVEL SECURITY;
ALTER TABLE complaints_letter DISABLE ROW LEVEL SECURITY;
DROP TRIGGER complaints_note_wall ON complaints_note;
DROP FUNCTION complaints_note_wall();
DELETE FROM walls_protected WHERE in_table = 'complaints_note';
DELETE FROM walls_subject s USING complaints_note t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON complaints_note;
DROP POLICY walls_delete ON complaints_note;
DROP POLICY walls_update ON complaints_note;
DROP POLICY walls_insert ON complaints_note;
DROP POLICY walls_read ON complaints_note;
ALTER TABLE complaints_note NO FORCE ROW LEVEL SECURITY;
ALTER TABLE complaints_note DISABLE ROW LEVEL SECURITY;
DROP TRIGGER complaints_finding_wall ON complaints_finding;
DROP FUNCTION complaints_finding_wall();
DELETE FROM walls_protected WHERE in_table = 'complaints_finding';
DELETE FROM walls_subject s USING complaints_finding t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON complaints_finding;
DROP POLICY walls_delete ON complaints_finding;
DROP POLICY walls_update ON complaints_finding;
DROP POLICY walls_insert ON complaints_finding;
DROP POLICY walls_read ON complaints_finding;
ALTER TABLE complaints_finding NO FORCE ROW LEVEL SECURITY;
ALTER TABLE complaints_finding DISABLE ROW LEVEL SECURITY;
DROP TRIGGER complaints_officer_wall ON complaints_officer;
DROP FUNCTION complaints_officer_wall();
DELETE FROM walls_protected WHERE in_table = 'complaints_officer';
DELETE FROM walls_subject s USING complaints_officer t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON complaints_officer;
DROP POLICY walls_delete ON complaints_officer;
DROP POLICY walls_update ON complaints_officer;
DROP POLICY walls_insert ON complaints_officer;
DROP POLICY walls_read ON complaints_officer;
ALTER TABLE complaints_officer NO FORCE ROW LEVEL SECURITY;
ALTER TABLE complaints_officer DISABLE ROW LEVEL SECURITY;
ALTER TABLE complaints_officer ALTER COLUMN account_id SET STATISTICS -1;
DROP TRIGGER complaints_allegation_wall ON complaints_allegation;
DROP FUNCTION complaints_allegation_wall();
DELETE FROM walls_protected WHERE in_table = 'complaints_allegation';
DELETE FROM walls_subject s USING complaints_allegation t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON complaints_allegation;
DROP POLICY walls_delete ON complaints_allegation;
DROP POLICY walls_update ON complaints_allegation;
DROP POLICY walls_insert ON complaints_allegation;
DROP POLICY walls_read ON complaints_allegation;
ALTER TABLE complaints_allegation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE complaints_allegation DISABLE ROW LEVEL SECURITY;
DROP TRIGGER complaints_complaint_wall ON complaints_complaint;
DROP FUNCTION complaints_complaint_wall();
DELETE FROM walls_protected WHERE in_table = 'complaints_complaint';
DELETE FROM walls_subject s USING complaints_complaint t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON complaints_complaint;
DROP POLICY walls_delete ON complaints_complaint;
DROP POLICY walls_update ON complaints_complaint;
DROP POLICY walls_insert ON complaints_complaint;
DROP POLICY walls_read ON complaints_complaint;
ALTER TABLE complaints_complaint NO FORCE ROW LEVEL SECURITY;
ALTER TABLE complaints_complaint DISABLE ROW LEVEL SECURITY;
DROP TRIGGER complaints_complaint_state ON complaints_complaint;
DROP TRIGGER complaints_complaint_kept ON complaints_complaint;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0001_complaints"),
        ("walls", "0001_walls"),
        ("workflow", "0003_walled"),
        ("retention", "0002_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
