"""The walls (printed by ``kernel/walls/migrations_sql.py``), guards of states, chains of custody, and two tracks kept apart."""

from django.db import migrations

FORWARD = r"""
CREATE CONSTRAINT TRIGGER interviews_interview_state AFTER INSERT OR UPDATE OF state ON interviews_interview
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('interviews.interview');
CREATE TRIGGER interviews_interview_kept BEFORE DELETE ON interviews_interview
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('interviews.interview');
CREATE CONSTRAINT TRIGGER interviews_criminaltrack_state AFTER INSERT OR UPDATE OF state ON interviews_criminaltrack
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('interviews.criminal');
CREATE TRIGGER interviews_criminaltrack_kept BEFORE DELETE ON interviews_criminaltrack
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('interviews.criminal');
-- Interview
ALTER TABLE interviews_interview ENABLE ROW LEVEL SECURITY;
ALTER TABLE interviews_interview FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON interviews_interview FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = interviews_interview.complaint_id));
CREATE POLICY walls_insert ON interviews_interview FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON interviews_interview FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON interviews_interview FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON interviews_interview TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('interviews.Interview', 'complaints', 'interviews_interview'), ('interviews.interview', 'complaints', 'interviews_interview'),
    ('complaints', 'complaints', 'interviews_interview') ON CONFLICT DO NOTHING;
CREATE FUNCTION interviews_interview_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION interviews_interview_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER interviews_interview_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON interviews_interview
    FOR EACH ROW EXECUTE FUNCTION interviews_interview_wall();
REVOKE ALL ON interviews_interview FROM cb_read;
-- Notice
ALTER TABLE interviews_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE interviews_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON interviews_notice FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = interviews_notice.complaint_id));
CREATE POLICY walls_insert ON interviews_notice FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON interviews_notice FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON interviews_notice FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON interviews_notice TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('interviews.Notice', 'complaints', 'interviews_notice'), ('interviews.notice', 'complaints', 'interviews_notice'),
    ('complaints', 'complaints', 'interviews_notice') ON CONFLICT DO NOTHING;
CREATE FUNCTION interviews_notice_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION interviews_notice_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER interviews_notice_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON interviews_notice
    FOR EACH ROW EXECUTE FUNCTION interviews_notice_wall();
REVOKE ALL ON interviews_notice FROM cb_read;
-- Person
ALTER TABLE interviews_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE interviews_person FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON interviews_person FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = interviews_person.complaint_id));
CREATE POLICY walls_insert ON interviews_person FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON interviews_person FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON interviews_person FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON interviews_person TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('interviews.Person', 'complaints', 'interviews_person'), ('interviews.person', 'complaints', 'interviews_person'),
    ('complaints', 'complaints', 'interviews_person') ON CONFLICT DO NOTHING;
CREATE FUNCTION interviews_person_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION interviews_person_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER interviews_person_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON interviews_person
    FOR EACH ROW EXECUTE FUNCTION interviews_person_wall();
REVOKE ALL ON interviews_person FROM cb_read;
-- Break
ALTER TABLE interviews_break ENABLE ROW LEVEL SECURITY;
ALTER TABLE interviews_break FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON interviews_break FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = interviews_break.complaint_id));
CREATE POLICY walls_insert ON interviews_break FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON interviews_break FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON interviews_break FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON interviews_break TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('interviews.Break', 'complaints', 'interviews_break'), ('interviews.break', 'complaints', 'interviews_break'),
    ('complaints', 'complaints', 'interviews_break') ON CONFLICT DO NOTHING;
CREATE FUNCTION interviews_break_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION interviews_break_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER interviews_break_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON interviews_break
    FOR EACH ROW EXECUTE FUNCTION interviews_break_wall();
REVOKE ALL ON interviews_break FROM cb_read;
-- Departure
ALTER TABLE interviews_departure ENABLE ROW LEVEL SECURITY;
ALTER TABLE interviews_departure FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON interviews_departure FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = interviews_departure.complaint_id));
CREATE POLICY walls_insert ON interviews_departure FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON interviews_departure FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON interviews_departure FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON interviews_departure TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('interviews.Departure', 'complaints', 'interviews_departure'), ('interviews.departure', 'complaints', 'interviews_departure'),
    ('complaints', 'complaints', 'interviews_departure') ON CONFLICT DO NOTHING;
CREATE FUNCTION interviews_departure_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION interviews_departure_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER interviews_departure_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON interviews_departure
    FOR EACH ROW EXECUTE FUNCTION interviews_departure_wall();
REVOKE ALL ON interviews_departure FROM cb_read;
-- Evidence
ALTER TABLE interviews_evidence ENABLE ROW LEVEL SECURITY;
ALTER TABLE interviews_evidence FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON interviews_evidence FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = interviews_evidence.complaint_id));
CREATE POLICY walls_insert ON interviews_evidence FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON interviews_evidence FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON interviews_evidence FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON interviews_evidence TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('interviews.Evidence', 'complaints', 'interviews_evidence'), ('interviews.evidence', 'complaints', 'interviews_evidence'),
    ('complaints', 'complaints', 'interviews_evidence') ON CONFLICT DO NOTHING;
CREATE FUNCTION interviews_evidence_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION interviews_evidence_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER interviews_evidence_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON interviews_evidence
    FOR EACH ROW EXECUTE FUNCTION interviews_evidence_wall();
REVOKE ALL ON interviews_evidence FROM cb_read;
-- CustodyStep
ALTER TABLE interviews_custodystep ENABLE ROW LEVEL SECURITY;
ALTER TABLE interviews_custodystep FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON interviews_custodystep FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = interviews_custodystep.complaint_id));
CREATE POLICY walls_insert ON interviews_custodystep FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON interviews_custodystep FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON interviews_custodystep FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON interviews_custodystep TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('interviews.CustodyStep', 'complaints', 'interviews_custodystep'), ('interviews.custodystep', 'complaints', 'interviews_custodystep'),
    ('complaints', 'complaints', 'interviews_custodystep') ON CONFLICT DO NOTHING;
CREATE FUNCTION interviews_custodystep_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION interviews_custodystep_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER interviews_custodystep_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON interviews_custodystep
    FOR EACH ROW EXECUTE FUNCTION interviews_custodystep_wall();
REVOKE ALL ON interviews_custodystep FROM cb_read;
-- HashCheck
ALTER TABLE interviews_hashcheck ENABLE ROW LEVEL SECURITY;
ALTER TABLE interviews_hashcheck FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON interviews_hashcheck FOR SELECT
    USING ((SELECT walls_account('complaints') IS NULL) AND EXISTS (SELECT FROM complaints_complaint walls_parent WHERE walls_parent.id = interviews_hashcheck.complaint_id));
CREATE POLICY walls_insert ON interviews_hashcheck FOR INSERT
    WITH CHECK (walls_sees(complaint_id, true));
CREATE POLICY walls_update ON interviews_hashcheck FOR UPDATE
    USING (walls_sees(complaint_id, true));
CREATE POLICY walls_delete ON interviews_hashcheck FOR DELETE
    USING (walls_sees(complaint_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON interviews_hashcheck TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('interviews.HashCheck', 'complaints', 'interviews_hashcheck'), ('interviews.hashcheck', 'complaints', 'interviews_hashcheck'),
    ('complaints', 'complaints', 'interviews_hashcheck') ON CONFLICT DO NOTHING;
CREATE FUNCTION interviews_hashcheck_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    EXECUTE format('ALTER FUNCTION interviews_hashcheck_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER interviews_hashcheck_wall AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON interviews_hashcheck
    FOR EACH ROW EXECUTE FUNCTION interviews_hashcheck_wall();
REVOKE ALL ON interviews_hashcheck FROM cb_read;
-- CriminalTrack
ALTER TABLE interviews_criminaltrack ENABLE ROW LEVEL SECURITY;
ALTER TABLE interviews_criminaltrack FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON interviews_criminaltrack FOR SELECT
    USING (label = ANY ((SELECT walls_labels('criminal_matters', false))::text[]) 
           AND id <> ALL ((SELECT walls_barred('criminal_matters'))::uuid[])
        OR id = ANY ((SELECT walls_cases('criminal_matters', false))::uuid[]));
CREATE POLICY walls_insert ON interviews_criminaltrack FOR INSERT
    WITH CHECK (label = ANY ((SELECT walls_labels('criminal_matters', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('criminal_matters'))::uuid[])
        OR id = ANY ((SELECT walls_cases('criminal_matters', true))::uuid[]));
CREATE POLICY walls_update ON interviews_criminaltrack FOR UPDATE
    USING (label = ANY ((SELECT walls_labels('criminal_matters', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('criminal_matters'))::uuid[])
        OR id = ANY ((SELECT walls_cases('criminal_matters', true))::uuid[]));
CREATE POLICY walls_delete ON interviews_criminaltrack FOR DELETE
    USING (label = ANY ((SELECT walls_labels('criminal_matters', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('criminal_matters'))::uuid[])
        OR id = ANY ((SELECT walls_cases('criminal_matters', true))::uuid[]));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON interviews_criminaltrack TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('interviews.CriminalTrack', 'criminal_matters', 'interviews_criminaltrack'), ('interviews.criminaltrack', 'criminal_matters', 'interviews_criminaltrack'),
    ('criminal_matters', 'criminal_matters', 'interviews_criminaltrack') ON CONFLICT DO NOTHING;
CREATE FUNCTION interviews_criminaltrack_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.id, 'criminal_matters', NEW.id, NEW.label)
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
    EXECUTE format('ALTER FUNCTION interviews_criminaltrack_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER interviews_criminaltrack_wall AFTER INSERT OR DELETE OR UPDATE OF id, label ON interviews_criminaltrack
    FOR EACH ROW EXECUTE FUNCTION interviews_criminaltrack_wall();
REVOKE ALL ON interviews_criminaltrack FROM cb_read;
-- CriminalNote
ALTER TABLE interviews_criminalnote ENABLE ROW LEVEL SECURITY;
ALTER TABLE interviews_criminalnote FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON interviews_criminalnote FOR SELECT
    USING ((SELECT walls_account('criminal_matters') IS NULL) AND EXISTS (SELECT FROM interviews_criminaltrack walls_parent WHERE walls_parent.id = interviews_criminalnote.track_id));
CREATE POLICY walls_insert ON interviews_criminalnote FOR INSERT
    WITH CHECK (walls_sees(track_id, true));
CREATE POLICY walls_update ON interviews_criminalnote FOR UPDATE
    USING (walls_sees(track_id, true));
CREATE POLICY walls_delete ON interviews_criminalnote FOR DELETE
    USING (walls_sees(track_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON interviews_criminalnote TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('interviews.CriminalNote', 'criminal_matters', 'interviews_criminalnote'), ('interviews.criminalnote', 'criminal_matters', 'interviews_criminalnote'),
    ('criminal_matters', 'criminal_matters', 'interviews_criminalnote') ON CONFLICT DO NOTHING;
CREATE FUNCTION interviews_criminalnote_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.track_id, 'criminal_matters', NEW.track_id, NULL)
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
    EXECUTE format('ALTER FUNCTION interviews_criminalnote_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER interviews_criminalnote_wall AFTER INSERT OR DELETE OR UPDATE OF track_id ON interviews_criminalnote
    FOR EACH ROW EXECUTE FUNCTION interviews_criminalnote_wall();
REVOKE ALL ON interviews_criminalnote FROM cb_read;

-- what is only added
CREATE TRIGGER interviews_notice_only_added BEFORE UPDATE OR DELETE ON interviews_notice
    FOR EACH ROW EXECUTE FUNCTION complaints_only_added();
CREATE TRIGGER interviews_departure_only_added BEFORE UPDATE OR DELETE ON interviews_departure
    FOR EACH ROW EXECUTE FUNCTION complaints_only_added();
CREATE TRIGGER interviews_evidence_only_added BEFORE UPDATE OR DELETE ON interviews_evidence
    FOR EACH ROW EXECUTE FUNCTION complaints_only_added();
CREATE TRIGGER interviews_hashcheck_only_added BEFORE UPDATE OR DELETE ON interviews_hashcheck
    FOR EACH ROW EXECUTE FUNCTION complaints_only_added();
CREATE FUNCTION interviews_criminal_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('commonbeat.disposal', true) = 'interviews.criminal' AND TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER interviews_criminalnote_only_added BEFORE UPDATE OR DELETE ON interviews_criminalnote
    FOR EACH ROW EXECUTE FUNCTION interviews_criminal_only_added();

-- a row and what it belongs to are of one complaint: a look at one never writes into another
CREATE FUNCTION interviews_same_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    above uuid := (to_jsonb(NEW) ->> TG_ARGV[1])::uuid;
    its uuid;
BEGIN
    IF above IS NULL THEN
        RETURN NEW;
    END IF;
    EXECUTE format('SELECT complaint_id FROM %I WHERE id = $1', TG_ARGV[0]) INTO its USING above;
    IF its IS DISTINCT FROM NEW.complaint_id THEN
        RAISE EXCEPTION '% belongs to another complaint', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interviews_interview_same_case BEFORE INSERT OR UPDATE OF complaint_id, officer_id ON interviews_interview
    FOR EACH ROW EXECUTE FUNCTION interviews_same_case('complaints_officer', 'officer_id');
CREATE TRIGGER interviews_notice_same_case BEFORE INSERT OR UPDATE OF complaint_id, interview_id ON interviews_notice
    FOR EACH ROW EXECUTE FUNCTION interviews_same_case('interviews_interview', 'interview_id');
CREATE TRIGGER interviews_person_same_case BEFORE INSERT OR UPDATE OF complaint_id, interview_id ON interviews_person
    FOR EACH ROW EXECUTE FUNCTION interviews_same_case('interviews_interview', 'interview_id');
CREATE TRIGGER interviews_break_same_case BEFORE INSERT OR UPDATE OF complaint_id, interview_id ON interviews_break
    FOR EACH ROW EXECUTE FUNCTION interviews_same_case('interviews_interview', 'interview_id');
CREATE TRIGGER interviews_departure_same_case BEFORE INSERT OR UPDATE OF complaint_id, interview_id ON interviews_departure
    FOR EACH ROW EXECUTE FUNCTION interviews_same_case('interviews_interview', 'interview_id');
CREATE TRIGGER interviews_custodystep_same_case BEFORE INSERT OR UPDATE OF complaint_id, evidence_id ON interviews_custodystep
    FOR EACH ROW EXECUTE FUNCTION interviews_same_case('interviews_evidence', 'evidence_id');
CREATE TRIGGER interviews_hashcheck_same_case BEFORE INSERT OR UPDATE OF complaint_id, evidence_id ON interviews_hashcheck
    FOR EACH ROW EXECUTE FUNCTION interviews_same_case('interviews_evidence', 'evidence_id');

-- an interview of an accused officer is held after its notice, or a written reason says why not; what was noted stands
CREATE FUNCTION interviews_interview_steps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['state', 'summary', 'statement', 'transcript_given_on'];
BEGIN
    IF OLD.state NOT IN ('planned', 'noticed') THEN
        IF OLD.state = 'transcript_given' THEN
            later := ARRAY['state'];
        END IF;
        IF (to_jsonb(NEW) - later) IS DISTINCT FROM (to_jsonb(OLD) - later) THEN
            RAISE EXCEPTION 'What was noted of an interview stands.' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NEW.state = 'held' AND NEW.part = 'accused'
          AND NOT EXISTS (SELECT FROM interviews_notice n WHERE n.interview_id = NEW.id
                          AND n.planned_at = NEW.planned_at AND n.served_at < NEW.began_at)
          AND NOT EXISTS (SELECT FROM interviews_departure d WHERE d.interview_id = NEW.id AND d.rule = 'notice') THEN
        RAISE EXCEPTION 'No notice came before this interview, and no reason is written down.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interviews_notice_first';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interviews_interview_steps BEFORE UPDATE ON interviews_interview
    FOR EACH ROW EXECUTE FUNCTION interviews_interview_steps();

-- a chain of custody: unbroken, kept as written, answered once
CREATE FUNCTION interviews_custody_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answer text[] := ARRAY['answer', 'answered_by_id', 'answered_at', 'condition'];
    last record;
    now_with record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF current_setting('commonbeat.disposal', true) = 'complaints.complaint' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'A chain of custody is only added to.' USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.kind = 'handed_over' AND OLD.answer = '' AND NEW.answer <> ''
           AND (NEW.to_account_id IS NULL OR NEW.answered_by_id = NEW.to_account_id OR NEW.noted_by_id = NEW.to_account_id)
           AND (to_jsonb(NEW) - answer) = (to_jsonb(OLD) - answer) THEN
            NEW.answered_at := statement_timestamp();
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'A step of a chain of custody is answered once, by the other side.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('interviews.custody:' || NEW.evidence_id::text, 0));
    NEW.at := statement_timestamp();
    IF NEW.answer <> '' THEN
        RAISE EXCEPTION 'A step begins unanswered.' USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO last FROM interviews_custodystep s WHERE s.evidence_id = NEW.evidence_id
    ORDER BY s.position DESC LIMIT 1;
    IF NOT FOUND THEN
        IF NEW.kind <> 'collected' OR NEW.to_account_id IS DISTINCT FROM NEW.noted_by_id THEN
            RAISE EXCEPTION 'A chain of custody begins with who collected it.' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO now_with FROM interviews_custodystep s WHERE s.evidence_id = NEW.evidence_id
    AND (s.kind = 'collected' OR s.answer = 'received') ORDER BY s.position DESC LIMIT 1;
    IF NEW.kind <> 'handed_over' OR NEW.position <> last.position + 1
       OR (last.kind = 'handed_over' AND last.answer = '')
       OR NEW.from_account_id IS DISTINCT FROM now_with.to_account_id OR NEW.from_place <> now_with.to_place
       OR (now_with.to_account_id IS NOT NULL AND NEW.noted_by_id <> now_with.to_account_id) THEN
        RAISE EXCEPTION 'A step begins with whoever held the item last.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interviews_custody_unbroken';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interviews_custody_chain BEFORE INSERT OR UPDATE OR DELETE ON interviews_custodystep
    FOR EACH ROW EXECUTE FUNCTION interviews_custody_chain();

-- Which complaint a criminal track belongs to, for the owner's functions only: nobody works on both.
CREATE TABLE interviews_apart (track_id uuid PRIMARY KEY, complaint_id uuid NOT NULL);
CREATE INDEX interviews_apart_complaint ON interviews_apart (complaint_id);
-- no policy: nobody but the owner, in whose name the functions below run, sees a row or writes one
ALTER TABLE interviews_apart ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION interviews_apart_keeps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.complaint_id <> OLD.complaint_id THEN
        RAISE EXCEPTION 'A criminal track stays with its complaint.' USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO interviews_apart VALUES (NEW.id, NEW.complaint_id);
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM interviews_apart WHERE track_id = OLD.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER interviews_apart_keeps AFTER INSERT OR DELETE OR UPDATE OF complaint_id ON interviews_criminaltrack
    FOR EACH ROW EXECUTE FUNCTION interviews_apart_keeps();
CREATE FUNCTION interviews_two_tracks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    of_complaint uuid;
BEGIN
    IF NEW.kind = 'complaints' THEN
        of_complaint := NEW.case_id;
    ELSIF NEW.kind = 'criminal_matters' AND NEW.role <> 'oversight' THEN
        SELECT a.complaint_id INTO of_complaint FROM interviews_apart a WHERE a.track_id = NEW.case_id;
    END IF;
    IF of_complaint IS NULL THEN
        RETURN NEW;
    END IF;
    -- both sides of one complaint wait for each other
    PERFORM pg_advisory_xact_lock(hashtextextended('interviews.two_tracks:' || of_complaint::text, 0));
    IF NEW.kind = 'complaints' AND EXISTS (
           SELECT FROM interviews_apart a
           JOIN walls_grant g ON g.kind = 'criminal_matters' AND g.case_id = a.track_id
           WHERE a.complaint_id = of_complaint AND g.account_id = NEW.account_id AND g.role <> 'oversight')
       OR NEW.kind = 'criminal_matters' AND EXISTS (
           SELECT FROM walls_grant g
           WHERE g.kind = 'complaints' AND g.case_id = of_complaint AND g.account_id = NEW.account_id) THEN
        RAISE EXCEPTION 'Nobody works on a complaint and on its criminal track.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interviews_two_tracks';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interviews_two_tracks BEFORE INSERT ON walls_grant
    FOR EACH ROW EXECUTE FUNCTION interviews_two_tracks();
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION interviews_apart_keeps() SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION interviews_two_tracks() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
"""
BACKWARD = r"""
DROP TRIGGER interviews_two_tracks ON walls_grant;
DROP FUNCTION interviews_two_tracks();
DROP TRIGGER interviews_apart_keeps ON interviews_criminaltrack;
DROP FUNCTION interviews_apart_keeps();
DROP TABLE interviews_apart;
DROP TRIGGER interviews_custody_chain ON interviews_custodystep;
DROP FUNCTION interviews_custody_chain();
DROP TRIGGER interviews_interview_steps ON interviews_interview;
DROP FUNCTION interviews_interview_steps();
DROP TRIGGER interviews_interview_same_case ON interviews_interview;
DROP TRIGGER interviews_notice_same_case ON interviews_notice;
DROP TRIGGER interviews_person_same_case ON interviews_person;
DROP TRIGGER interviews_break_same_case ON interviews_break;
DROP TRIGGER interviews_departure_same_case ON interviews_departure;
DROP TRIGGER interviews_custodystep_same_case ON interviews_custodystep;
DROP TRIGGER interviews_hashcheck_same_case ON interviews_hashcheck;
DROP FUNCTION interviews_same_case();
DROP TRIGGER interviews_criminalnote_only_added ON interviews_criminalnote;
DROP FUNCTION interviews_criminal_only_added();
DROP TRIGGER interviews_hashcheck_only_added ON interviews_hashcheck;
DROP TRIGGER interviews_evidence_only_added ON interviews_evidence;
DROP TRIGGER interviews_departure_only_added ON interviews_departure;
DROP TRIGGER interviews_notice_only_added ON interviews_notice;
DROP TRIGGER interviews_criminalnote_wall ON interviews_criminalnote;
DROP FUNCTION interviews_criminalnote_wall();
DELETE FROM walls_protected WHERE in_table = 'interviews_criminalnote';
DELETE FROM walls_subject s USING interviews_criminalnote t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON interviews_criminalnote;
DROP POLICY walls_delete ON interviews_criminalnote;
DROP POLICY walls_update ON interviews_criminalnote;
DROP POLICY walls_insert ON interviews_criminalnote;
DROP POLICY walls_read ON interviews_criminalnote;
ALTER TABLE interviews_criminalnote NO FORCE ROW LEVEL SECURITY;
ALTER TABLE interviews_criminalnote DISABLE ROW LEVEL SECURITY;
DROP TRIGGER interviews_criminaltrack_wall ON interviews_criminaltrack;
DROP FUNCTION interviews_criminaltrack_wall();
DELETE FROM walls_protected WHERE in_table = 'interviews_criminaltrack';
DELETE FROM walls_subject s USING interviews_criminaltrack t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON interviews_criminaltrack;
DROP POLICY walls_delete ON interviews_criminaltrack;
DROP POLICY walls_update ON interviews_criminaltrack;
DROP POLICY walls_insert ON interviews_criminaltrack;
DROP POLICY walls_read ON interviews_criminaltrack;
ALTER TABLE interviews_criminaltrack NO FORCE ROW LEVEL SECURITY;
ALTER TABLE interviews_criminaltrack DISABLE ROW LEVEL SECURITY;
DROP TRIGGER interviews_hashcheck_wall ON interviews_hashcheck;
DROP FUNCTION interviews_hashcheck_wall();
DELETE FROM walls_protected WHERE in_table = 'interviews_hashcheck';
DELETE FROM walls_subject s USING interviews_hashcheck t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON interviews_hashcheck;
DROP POLICY walls_delete ON interviews_hashcheck;
DROP POLICY walls_update ON interviews_hashcheck;
DROP POLICY walls_insert ON interviews_hashcheck;
DROP POLICY walls_read ON interviews_hashcheck;
ALTER TABLE interviews_hashcheck NO FORCE ROW LEVEL SECURITY;
ALTER TABLE interviews_hashcheck DISABLE ROW LEVEL SECURITY;
DROP TRIGGER interviews_custodystep_wall ON interviews_custodystep;
DROP FUNCTION interviews_custodystep_wall();
DELETE FROM walls_protected WHERE in_table = 'interviews_custodystep';
DELETE FROM walls_subject s USING interviews_custodystep t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON interviews_custodystep;
DROP POLICY walls_delete ON interviews_custodystep;
DROP POLICY walls_update ON interviews_custodystep;
DROP POLICY walls_insert ON interviews_custodystep;
DROP POLICY walls_read ON interviews_custodystep;
ALTER TABLE interviews_custodystep NO FORCE ROW LEVEL SECURITY;
ALTER TABLE interviews_custodystep DISABLE ROW LEVEL SECURITY;
DROP TRIGGER interviews_evidence_wall ON interviews_evidence;
DROP FUNCTION interviews_evidence_wall();
DELETE FROM walls_protected WHERE in_table = 'interviews_evidence';
DELETE FROM walls_subject s USING interviews_evidence t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON interviews_evidence;
DROP POLICY walls_delete ON interviews_evidence;
DROP POLICY walls_update ON interviews_evidence;
DROP POLICY walls_insert ON interviews_evidence;
DROP POLICY walls_read ON interviews_evidence;
ALTER TABLE interviews_evidence NO FORCE ROW LEVEL SECURITY;
ALTER TABLE interviews_evidence DISABLE ROW LEVEL SECURITY;
DROP TRIGGER interviews_departure_wall ON interviews_departure;
DROP FUNCTION interviews_departure_wall();
DELETE FROM walls_protected WHERE in_table = 'interviews_departure';
DELETE FROM walls_subject s USING interviews_departure t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON interviews_departure;
DROP POLICY walls_delete ON interviews_departure;
DROP POLICY walls_update ON interviews_departure;
DROP POLICY walls_insert ON interviews_departure;
DROP POLICY walls_read ON interviews_departure;
ALTER TABLE interviews_departure NO FORCE ROW LEVEL SECURITY;
ALTER TABLE interviews_departure DISABLE ROW LEVEL SECURITY;
DROP TRIGGER interviews_break_wall ON interviews_break;
DROP FUNCTION interviews_break_wall();
DELETE FROM walls_protected WHERE in_table = 'interviews_break';
DELETE FROM walls_subject s USING interviews_break t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON interviews_break;
DROP POLICY walls_delete ON interviews_break;
DROP POLICY walls_update ON interviews_break;
DROP POLICY walls_insert ON interviews_break;
DROP POLICY walls_read ON interviews_break;
ALTER TABLE interviews_break NO FORCE ROW LEVEL SECURITY;
ALTER TABLE interviews_break DISABLE ROW LEVEL SECURITY;
DROP TRIGGER interviews_person_wall ON interviews_person;
DROP FUNCTION interviews_person_wall();
DELETE FROM walls_protected WHERE in_table = 'interviews_person';
DELETE FROM walls_subject s USING interviews_person t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON interviews_person;
DROP POLICY walls_delete ON interviews_person;
DROP POLICY walls_update ON interviews_person;
DROP POLICY walls_insert ON interviews_person;
DROP POLICY walls_read ON interviews_person;
ALTER TABLE interviews_person NO FORCE ROW LEVEL SECURITY;
ALTER TABLE interviews_person DISABLE ROW LEVEL SECURITY;
DROP TRIGGER interviews_notice_wall ON interviews_notice;
DROP FUNCTION interviews_notice_wall();
DELETE FROM walls_protected WHERE in_table = 'interviews_notice';
DELETE FROM walls_subject s USING interviews_notice t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON interviews_notice;
DROP POLICY walls_delete ON interviews_notice;
DROP POLICY walls_update ON interviews_notice;
DROP POLICY walls_insert ON interviews_notice;
DROP POLICY walls_read ON interviews_notice;
ALTER TABLE interviews_notice NO FORCE ROW LEVEL SECURITY;
ALTER TABLE interviews_notice DISABLE ROW LEVEL SECURITY;
DROP TRIGGER interviews_interview_wall ON interviews_interview;
DROP FUNCTION interviews_interview_wall();
DELETE FROM walls_protected WHERE in_table = 'interviews_interview';
DELETE FROM walls_subject s USING interviews_interview t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON interviews_interview;
DROP POLICY walls_delete ON interviews_interview;
DROP POLICY walls_update ON interviews_interview;
DROP POLICY walls_insert ON interviews_interview;
DROP POLICY walls_read ON interviews_interview;
ALTER TABLE interviews_interview NO FORCE ROW LEVEL SECURITY;
ALTER TABLE interviews_interview DISABLE ROW LEVEL SECURITY;
DROP TRIGGER interviews_criminaltrack_state ON interviews_criminaltrack;
DROP TRIGGER interviews_criminaltrack_kept ON interviews_criminaltrack;
DROP TRIGGER interviews_interview_state ON interviews_interview;
DROP TRIGGER interviews_interview_kept ON interviews_interview;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("interviews", "0001_interviews"),
        ("complaints", "0002_walls"),
        ("walls", "0001_walls"),
        ("workflow", "0003_walled"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
