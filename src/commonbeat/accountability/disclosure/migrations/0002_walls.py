"""The walls around requests and reports (printed by ``kernel/walls/migrations_sql.py``), and the guard of a request's states."""

from django.db import migrations

FORWARD = r"""
CREATE CONSTRAINT TRIGGER disclosure_disclosurerequest_state AFTER INSERT OR UPDATE OF state ON disclosure_disclosurerequest
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('disclosure.request');
CREATE TRIGGER disclosure_disclosurerequest_kept BEFORE DELETE ON disclosure_disclosurerequest
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('disclosure.request');
ALTER TABLE disclosure_disclosurerequest ENABLE ROW LEVEL SECURITY;
ALTER TABLE disclosure_disclosurerequest FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON disclosure_disclosurerequest FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = disclosure_disclosurerequest.complaint_id));
CREATE POLICY walls_insert ON disclosure_disclosurerequest FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON disclosure_disclosurerequest FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON disclosure_disclosurerequest FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON disclosure_disclosurerequest TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('disclosure.DisclosureRequest', 'complaints', 'disclosure_disclosurerequest'), ('disclosure.disclosurerequest', 'complaints', 'disclosure_disclosurerequest'),
    ('complaints', 'complaints', 'disclosure_disclosurerequest') ON CONFLICT DO NOTHING;
CREATE FUNCTION disclosure_disclosurerequest_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION disclosure_disclosurerequest_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER disclosure_disclosurerequest_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON disclosure_disclosurerequest
    FOR EACH ROW EXECUTE FUNCTION disclosure_disclosurerequest_wall();
REVOKE ALL ON disclosure_disclosurerequest FROM cb_read;
ALTER TABLE disclosure_delay ENABLE ROW LEVEL SECURITY;
ALTER TABLE disclosure_delay FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON disclosure_delay FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = disclosure_delay.complaint_id));
CREATE POLICY walls_insert ON disclosure_delay FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON disclosure_delay FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON disclosure_delay FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON disclosure_delay TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('disclosure.Delay', 'complaints', 'disclosure_delay'), ('disclosure.delay', 'complaints', 'disclosure_delay'),
    ('complaints', 'complaints', 'disclosure_delay') ON CONFLICT DO NOTHING;
CREATE FUNCTION disclosure_delay_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION disclosure_delay_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER disclosure_delay_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON disclosure_delay
    FOR EACH ROW EXECUTE FUNCTION disclosure_delay_wall();
REVOKE ALL ON disclosure_delay FROM cb_read;
ALTER TABLE disclosure_redaction ENABLE ROW LEVEL SECURITY;
ALTER TABLE disclosure_redaction FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON disclosure_redaction FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = disclosure_redaction.complaint_id));
CREATE POLICY walls_insert ON disclosure_redaction FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON disclosure_redaction FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON disclosure_redaction FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON disclosure_redaction TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('disclosure.Redaction', 'complaints', 'disclosure_redaction'), ('disclosure.redaction', 'complaints', 'disclosure_redaction'),
    ('complaints', 'complaints', 'disclosure_redaction') ON CONFLICT DO NOTHING;
CREATE FUNCTION disclosure_redaction_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION disclosure_redaction_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER disclosure_redaction_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON disclosure_redaction
    FOR EACH ROW EXECUTE FUNCTION disclosure_redaction_wall();
REVOKE ALL ON disclosure_redaction FROM cb_read;
ALTER TABLE disclosure_postreport ENABLE ROW LEVEL SECURITY;
ALTER TABLE disclosure_postreport FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON disclosure_postreport FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = disclosure_postreport.complaint_id));
CREATE POLICY walls_insert ON disclosure_postreport FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON disclosure_postreport FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON disclosure_postreport FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON disclosure_postreport TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('disclosure.PostReport', 'complaints', 'disclosure_postreport'), ('disclosure.postreport', 'complaints', 'disclosure_postreport'),
    ('complaints', 'complaints', 'disclosure_postreport') ON CONFLICT DO NOTHING;
CREATE FUNCTION disclosure_postreport_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION disclosure_postreport_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER disclosure_postreport_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON disclosure_postreport
    FOR EACH ROW EXECUTE FUNCTION disclosure_postreport_wall();
REVOKE ALL ON disclosure_postreport FROM cb_read;
-- what was written to a requester, and why something was blacked out, stays as it was
CREATE TRIGGER disclosure_delay_only_added BEFORE UPDATE OR DELETE ON disclosure_delay
    FOR EACH ROW EXECUTE FUNCTION complaints_only_added();
CREATE TRIGGER disclosure_redaction_only_added BEFORE UPDATE OR DELETE ON disclosure_redaction
    FOR EACH ROW EXECUTE FUNCTION complaints_only_added();
"""
BACKWARD = r"""
DROP TRIGGER disclosure_redaction_only_added ON disclosure_redaction;
DROP TRIGGER disclosure_delay_only_added ON disclosure_delay;
DROP TRIGGER disclosure_postreport_wall ON disclosure_postreport;
DROP FUNCTION disclosure_postreport_wall();
DELETE FROM walls_protected WHERE in_table = 'disclosure_postreport';
DELETE FROM walls_subject s USING disclosure_postreport t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON disclosure_postreport;
DROP POLICY walls_delete ON disclosure_postreport;
DROP POLICY walls_update ON disclosure_postreport;
DROP POLICY walls_insert ON disclosure_postreport;
DROP POLICY walls_read ON disclosure_postreport;
ALTER TABLE disclosure_postreport NO FORCE ROW LEVEL SECURITY;
ALTER TABLE disclosure_postreport DISABLE ROW LEVEL SECURITY;
DROP TRIGGER disclosure_redaction_wall ON disclosure_redaction;
DROP FUNCTION disclosure_redaction_wall();
DELETE FROM walls_protected WHERE in_table = 'disclosure_redaction';
DELETE FROM walls_subject s USING disclosure_redaction t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON disclosure_redaction;
DROP POLICY walls_delete ON disclosure_redaction;
DROP POLICY walls_update ON disclosure_redaction;
DROP POLICY walls_insert ON disclosure_redaction;
DROP POLICY walls_read ON disclosure_redaction;
ALTER TABLE disclosure_redaction NO FORCE ROW LEVEL SECURITY;
ALTER TABLE disclosure_redaction DISABLE ROW LEVEL SECURITY;
DROP TRIGGER disclosure_delay_wall ON disclosure_delay;
DROP FUNCTION disclosure_delay_wall();
DELETE FROM walls_protected WHERE in_table = 'disclosure_delay';
DELETE FROM walls_subject s USING disclosure_delay t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON disclosure_delay;
DROP POLICY walls_delete ON disclosure_delay;
DROP POLICY walls_update ON disclosure_delay;
DROP POLICY walls_insert ON disclosure_delay;
DROP POLICY walls_read ON disclosure_delay;
ALTER TABLE disclosure_delay NO FORCE ROW LEVEL SECURITY;
ALTER TABLE disclosure_delay DISABLE ROW LEVEL SECURITY;
DROP TRIGGER disclosure_disclosurerequest_wall ON disclosure_disclosurerequest;
DROP FUNCTION disclosure_disclosurerequest_wall();
DELETE FROM walls_protected WHERE in_table = 'disclosure_disclosurerequest';
DELETE FROM walls_subject s USING disclosure_disclosurerequest t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON disclosure_disclosurerequest;
DROP POLICY walls_delete ON disclosure_disclosurerequest;
DROP POLICY walls_update ON disclosure_disclosurerequest;
DROP POLICY walls_insert ON disclosure_disclosurerequest;
DROP POLICY walls_read ON disclosure_disclosurerequest;
ALTER TABLE disclosure_disclosurerequest NO FORCE ROW LEVEL SECURITY;
ALTER TABLE disclosure_disclosurerequest DISABLE ROW LEVEL SECURITY;
DROP TRIGGER disclosure_disclosurerequest_state ON disclosure_disclosurerequest;
DROP TRIGGER disclosure_disclosurerequest_kept ON disclosure_disclosurerequest;
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_disclosure"), ("complaints", "0002_walls"), ("walls", "0001_walls"), ("workflow", "0003_walled")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
