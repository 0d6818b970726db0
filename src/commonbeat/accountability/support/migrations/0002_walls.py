"""The walls around early support (printed by ``kernel/walls/migrations_sql.py``), the guard of its states, and what stays."""

from django.db import migrations

FORWARD = r"""
CREATE CONSTRAINT TRIGGER support_alert_state AFTER INSERT OR UPDATE OF state ON support_alert
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('support.alert');
CREATE TRIGGER support_alert_kept BEFORE DELETE ON support_alert
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('support.alert');
-- File
ALTER TABLE support_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_file FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON support_file FOR SELECT
    USING (label = ANY ((SELECT walls_labels('early_support', false))::text[]) 
           AND id <> ALL ((SELECT walls_barred('early_support'))::uuid[])
        OR id = ANY ((SELECT walls_cases('early_support', false))::uuid[])
        OR account_id = (SELECT walls_account('early_support')));
CREATE POLICY walls_insert ON support_file FOR INSERT
    WITH CHECK (label = ANY ((SELECT walls_labels('early_support', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('early_support'))::uuid[])
        OR id = ANY ((SELECT walls_cases('early_support', true))::uuid[]));
CREATE POLICY walls_update ON support_file FOR UPDATE
    USING (label = ANY ((SELECT walls_labels('early_support', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('early_support'))::uuid[])
        OR id = ANY ((SELECT walls_cases('early_support', true))::uuid[]));
CREATE POLICY walls_delete ON support_file FOR DELETE
    USING (label = ANY ((SELECT walls_labels('early_support', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('early_support'))::uuid[])
        OR id = ANY ((SELECT walls_cases('early_support', true))::uuid[]));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON support_file TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('support.File', 'early_support', 'support_file'), ('support.file', 'early_support', 'support_file'),
    ('early_support', 'early_support', 'support_file') ON CONFLICT DO NOTHING;
CREATE FUNCTION support_file_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.id, 'early_support', NEW.id, NEW.label)
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
    EXECUTE format('ALTER FUNCTION support_file_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER support_file_wall AFTER INSERT OR DELETE OR UPDATE OF id, label ON support_file
    FOR EACH ROW EXECUTE FUNCTION support_file_wall();
REVOKE ALL ON support_file FROM cb_read;
ALTER TABLE support_file ALTER COLUMN account_id SET STATISTICS 0;
-- Occurrence
ALTER TABLE support_occurrence ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_occurrence FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON support_occurrence FOR SELECT
    USING (label = ANY ((SELECT walls_labels('early_support', false))::text[]) 
           AND id <> ALL ((SELECT walls_barred('early_support'))::uuid[])
        OR id = ANY ((SELECT walls_cases('early_support', false))::uuid[]));
CREATE POLICY walls_insert ON support_occurrence FOR INSERT
    WITH CHECK (label = ANY ((SELECT walls_labels('early_support', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('early_support'))::uuid[])
        OR id = ANY ((SELECT walls_cases('early_support', true))::uuid[]));
CREATE POLICY walls_update ON support_occurrence FOR UPDATE
    USING (label = ANY ((SELECT walls_labels('early_support', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('early_support'))::uuid[])
        OR id = ANY ((SELECT walls_cases('early_support', true))::uuid[]));
CREATE POLICY walls_delete ON support_occurrence FOR DELETE
    USING (label = ANY ((SELECT walls_labels('early_support', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('early_support'))::uuid[])
        OR id = ANY ((SELECT walls_cases('early_support', true))::uuid[]));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON support_occurrence TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('support.Occurrence', 'early_support', 'support_occurrence'), ('support.occurrence', 'early_support', 'support_occurrence'),
    ('early_support', 'early_support', 'support_occurrence') ON CONFLICT DO NOTHING;
CREATE FUNCTION support_occurrence_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.id, 'early_support', NEW.id, NEW.label)
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
    EXECUTE format('ALTER FUNCTION support_occurrence_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER support_occurrence_wall AFTER INSERT OR DELETE OR UPDATE OF id, label ON support_occurrence
    FOR EACH ROW EXECUTE FUNCTION support_occurrence_wall();
REVOKE ALL ON support_occurrence FROM cb_read;
-- IndicatorRun
ALTER TABLE support_indicatorrun ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_indicatorrun FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON support_indicatorrun FOR SELECT
    USING (label = ANY ((SELECT walls_labels('early_support', false))::text[]) 
           AND id <> ALL ((SELECT walls_barred('early_support'))::uuid[])
        OR id = ANY ((SELECT walls_cases('early_support', false))::uuid[]));
CREATE POLICY walls_insert ON support_indicatorrun FOR INSERT
    WITH CHECK (label = ANY ((SELECT walls_labels('early_support', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('early_support'))::uuid[])
        OR id = ANY ((SELECT walls_cases('early_support', true))::uuid[]));
CREATE POLICY walls_update ON support_indicatorrun FOR UPDATE
    USING (label = ANY ((SELECT walls_labels('early_support', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('early_support'))::uuid[])
        OR id = ANY ((SELECT walls_cases('early_support', true))::uuid[]));
CREATE POLICY walls_delete ON support_indicatorrun FOR DELETE
    USING (label = ANY ((SELECT walls_labels('early_support', true))::text[]) 
           AND id <> ALL ((SELECT walls_barred('early_support'))::uuid[])
        OR id = ANY ((SELECT walls_cases('early_support', true))::uuid[]));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON support_indicatorrun TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('support.IndicatorRun', 'early_support', 'support_indicatorrun'), ('support.indicatorrun', 'early_support', 'support_indicatorrun'),
    ('early_support', 'early_support', 'support_indicatorrun') ON CONFLICT DO NOTHING;
CREATE FUNCTION support_indicatorrun_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.id, 'early_support', NEW.id, NEW.label)
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
    EXECUTE format('ALTER FUNCTION support_indicatorrun_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER support_indicatorrun_wall AFTER INSERT OR DELETE OR UPDATE OF id, label ON support_indicatorrun
    FOR EACH ROW EXECUTE FUNCTION support_indicatorrun_wall();
REVOKE ALL ON support_indicatorrun FROM cb_read;
-- Involvement
ALTER TABLE support_involvement ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_involvement FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON support_involvement FOR SELECT
    USING ((SELECT walls_account('early_support') IS NULL) AND EXISTS (SELECT FROM support_file walls_parent WHERE walls_parent.id = support_involvement.file_id)
        OR account_id = (SELECT walls_account('early_support')));
CREATE POLICY walls_insert ON support_involvement FOR INSERT
    WITH CHECK (walls_sees(file_id, true));
CREATE POLICY walls_update ON support_involvement FOR UPDATE
    USING (walls_sees(file_id, true));
CREATE POLICY walls_delete ON support_involvement FOR DELETE
    USING (walls_sees(file_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON support_involvement TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('support.Involvement', 'early_support', 'support_involvement'), ('support.involvement', 'early_support', 'support_involvement'),
    ('early_support', 'early_support', 'support_involvement') ON CONFLICT DO NOTHING;
CREATE FUNCTION support_involvement_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.file_id, 'early_support', NEW.file_id, NULL)
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
    EXECUTE format('ALTER FUNCTION support_involvement_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER support_involvement_wall AFTER INSERT OR DELETE OR UPDATE OF file_id ON support_involvement
    FOR EACH ROW EXECUTE FUNCTION support_involvement_wall();
REVOKE ALL ON support_involvement FROM cb_read;
ALTER TABLE support_involvement ALTER COLUMN account_id SET STATISTICS 0;
-- DutyTime
ALTER TABLE support_dutytime ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_dutytime FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON support_dutytime FOR SELECT
    USING ((SELECT walls_account('early_support') IS NULL) AND EXISTS (SELECT FROM support_file walls_parent WHERE walls_parent.id = support_dutytime.file_id)
        OR account_id = (SELECT walls_account('early_support')));
CREATE POLICY walls_insert ON support_dutytime FOR INSERT
    WITH CHECK (walls_sees(file_id, true));
CREATE POLICY walls_update ON support_dutytime FOR UPDATE
    USING (walls_sees(file_id, true));
CREATE POLICY walls_delete ON support_dutytime FOR DELETE
    USING (walls_sees(file_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON support_dutytime TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('support.DutyTime', 'early_support', 'support_dutytime'), ('support.dutytime', 'early_support', 'support_dutytime'),
    ('early_support', 'early_support', 'support_dutytime') ON CONFLICT DO NOTHING;
CREATE FUNCTION support_dutytime_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.file_id, 'early_support', NEW.file_id, NULL)
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
    EXECUTE format('ALTER FUNCTION support_dutytime_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER support_dutytime_wall AFTER INSERT OR DELETE OR UPDATE OF file_id ON support_dutytime
    FOR EACH ROW EXECUTE FUNCTION support_dutytime_wall();
REVOKE ALL ON support_dutytime FROM cb_read;
ALTER TABLE support_dutytime ALTER COLUMN account_id SET STATISTICS 0;
-- Figure
ALTER TABLE support_figure ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_figure FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON support_figure FOR SELECT
    USING ((SELECT walls_account('early_support') IS NULL) AND EXISTS (SELECT FROM support_file walls_parent WHERE walls_parent.id = support_figure.file_id)
        OR account_id = (SELECT walls_account('early_support')));
CREATE POLICY walls_insert ON support_figure FOR INSERT
    WITH CHECK (walls_sees(file_id, true));
CREATE POLICY walls_update ON support_figure FOR UPDATE
    USING (walls_sees(file_id, true));
CREATE POLICY walls_delete ON support_figure FOR DELETE
    USING (walls_sees(file_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON support_figure TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('support.Figure', 'early_support', 'support_figure'), ('support.figure', 'early_support', 'support_figure'),
    ('early_support', 'early_support', 'support_figure') ON CONFLICT DO NOTHING;
CREATE FUNCTION support_figure_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.file_id, 'early_support', NEW.file_id, NULL)
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
    EXECUTE format('ALTER FUNCTION support_figure_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER support_figure_wall AFTER INSERT OR DELETE OR UPDATE OF file_id ON support_figure
    FOR EACH ROW EXECUTE FUNCTION support_figure_wall();
REVOKE ALL ON support_figure FROM cb_read;
ALTER TABLE support_figure ALTER COLUMN account_id SET STATISTICS 0;
-- Alert
ALTER TABLE support_alert ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_alert FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON support_alert FOR SELECT
    USING ((SELECT walls_account('early_support') IS NULL) AND EXISTS (SELECT FROM support_file walls_parent WHERE walls_parent.id = support_alert.file_id)
        OR account_id = (SELECT walls_account('early_support')));
CREATE POLICY walls_insert ON support_alert FOR INSERT
    WITH CHECK (walls_sees(file_id, true));
CREATE POLICY walls_update ON support_alert FOR UPDATE
    USING (walls_sees(file_id, true));
CREATE POLICY walls_delete ON support_alert FOR DELETE
    USING (walls_sees(file_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON support_alert TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('support.Alert', 'early_support', 'support_alert'), ('support.alert', 'early_support', 'support_alert'),
    ('early_support', 'early_support', 'support_alert') ON CONFLICT DO NOTHING;
CREATE FUNCTION support_alert_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.file_id, 'early_support', NEW.file_id, NULL)
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
    EXECUTE format('ALTER FUNCTION support_alert_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER support_alert_wall AFTER INSERT OR DELETE OR UPDATE OF file_id ON support_alert
    FOR EACH ROW EXECUTE FUNCTION support_alert_wall();
REVOKE ALL ON support_alert FROM cb_read;
ALTER TABLE support_alert ALTER COLUMN account_id SET STATISTICS 0;
-- Meeting
ALTER TABLE support_meeting ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_meeting FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON support_meeting FOR SELECT
    USING ((SELECT walls_account('early_support') IS NULL) AND EXISTS (SELECT FROM support_file walls_parent WHERE walls_parent.id = support_meeting.file_id)
        OR account_id = (SELECT walls_account('early_support')));
CREATE POLICY walls_insert ON support_meeting FOR INSERT
    WITH CHECK (walls_sees(file_id, true));
CREATE POLICY walls_update ON support_meeting FOR UPDATE
    USING (walls_sees(file_id, true));
CREATE POLICY walls_delete ON support_meeting FOR DELETE
    USING (walls_sees(file_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON support_meeting TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('support.Meeting', 'early_support', 'support_meeting'), ('support.meeting', 'early_support', 'support_meeting'),
    ('early_support', 'early_support', 'support_meeting') ON CONFLICT DO NOTHING;
CREATE FUNCTION support_meeting_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.file_id, 'early_support', NEW.file_id, NULL)
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
    EXECUTE format('ALTER FUNCTION support_meeting_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER support_meeting_wall AFTER INSERT OR DELETE OR UPDATE OF file_id ON support_meeting
    FOR EACH ROW EXECUTE FUNCTION support_meeting_wall();
REVOKE ALL ON support_meeting FROM cb_read;
ALTER TABLE support_meeting ALTER COLUMN account_id SET STATISTICS 0;
-- Plan
ALTER TABLE support_plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_plan FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON support_plan FOR SELECT
    USING ((SELECT walls_account('early_support') IS NULL) AND EXISTS (SELECT FROM support_file walls_parent WHERE walls_parent.id = support_plan.file_id)
        OR account_id = (SELECT walls_account('early_support')));
CREATE POLICY walls_insert ON support_plan FOR INSERT
    WITH CHECK (walls_sees(file_id, true));
CREATE POLICY walls_update ON support_plan FOR UPDATE
    USING (walls_sees(file_id, true));
CREATE POLICY walls_delete ON support_plan FOR DELETE
    USING (walls_sees(file_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON support_plan TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('support.Plan', 'early_support', 'support_plan'), ('support.plan', 'early_support', 'support_plan'),
    ('early_support', 'early_support', 'support_plan') ON CONFLICT DO NOTHING;
CREATE FUNCTION support_plan_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.file_id, 'early_support', NEW.file_id, NULL)
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
    EXECUTE format('ALTER FUNCTION support_plan_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER support_plan_wall AFTER INSERT OR DELETE OR UPDATE OF file_id ON support_plan
    FOR EACH ROW EXECUTE FUNCTION support_plan_wall();
REVOKE ALL ON support_plan FROM cb_read;
ALTER TABLE support_plan ALTER COLUMN account_id SET STATISTICS 0;
-- FollowUp
ALTER TABLE support_followup ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_followup FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON support_followup FOR SELECT
    USING ((SELECT walls_account('early_support') IS NULL) AND EXISTS (SELECT FROM support_file walls_parent WHERE walls_parent.id = support_followup.file_id)
        OR account_id = (SELECT walls_account('early_support')));
CREATE POLICY walls_insert ON support_followup FOR INSERT
    WITH CHECK (walls_sees(file_id, true));
CREATE POLICY walls_update ON support_followup FOR UPDATE
    USING (walls_sees(file_id, true));
CREATE POLICY walls_delete ON support_followup FOR DELETE
    USING (walls_sees(file_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON support_followup TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('support.FollowUp', 'early_support', 'support_followup'), ('support.followup', 'early_support', 'support_followup'),
    ('early_support', 'early_support', 'support_followup') ON CONFLICT DO NOTHING;
CREATE FUNCTION support_followup_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.file_id, 'early_support', NEW.file_id, NULL)
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
    EXECUTE format('ALTER FUNCTION support_followup_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER support_followup_wall AFTER INSERT OR DELETE OR UPDATE OF file_id ON support_followup
    FOR EACH ROW EXECUTE FUNCTION support_followup_wall();
REVOKE ALL ON support_followup FROM cb_read;
ALTER TABLE support_followup ALTER COLUMN account_id SET STATISTICS 0;
-- Outcome
ALTER TABLE support_outcome ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_outcome FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON support_outcome FOR SELECT
    USING ((SELECT walls_account('early_support') IS NULL) AND EXISTS (SELECT FROM support_file walls_parent WHERE walls_parent.id = support_outcome.file_id)
        OR account_id = (SELECT walls_account('early_support')));
CREATE POLICY walls_insert ON support_outcome FOR INSERT
    WITH CHECK (walls_sees(file_id, true));
CREATE POLICY walls_update ON support_outcome FOR UPDATE
    USING (walls_sees(file_id, true));
CREATE POLICY walls_delete ON support_outcome FOR DELETE
    USING (walls_sees(file_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON support_outcome TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('support.Outcome', 'early_support', 'support_outcome'), ('support.outcome', 'early_support', 'support_outcome'),
    ('early_support', 'early_support', 'support_outcome') ON CONFLICT DO NOTHING;
CREATE FUNCTION support_outcome_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.file_id, 'early_support', NEW.file_id, NULL)
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
    EXECUTE format('ALTER FUNCTION support_outcome_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER support_outcome_wall AFTER INSERT OR DELETE OR UPDATE OF file_id ON support_outcome
    FOR EACH ROW EXECUTE FUNCTION support_outcome_wall();
REVOKE ALL ON support_outcome FROM cb_read;
ALTER TABLE support_outcome ALTER COLUMN account_id SET STATISTICS 0;
-- Answer
ALTER TABLE support_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_answer FORCE ROW LEVEL SECURITY;
CREATE POLICY walls_read ON support_answer FOR SELECT
    USING ((SELECT walls_account('early_support') IS NULL) AND EXISTS (SELECT FROM support_file walls_parent WHERE walls_parent.id = support_answer.file_id)
        OR account_id = (SELECT walls_account('early_support')));
CREATE POLICY walls_insert ON support_answer FOR INSERT
    WITH CHECK (walls_sees(file_id, true));
CREATE POLICY walls_update ON support_answer FOR UPDATE
    USING (walls_sees(file_id, true));
CREATE POLICY walls_delete ON support_answer FOR DELETE
    USING (walls_sees(file_id, true));
-- migrations and backups: the owner's own sessions, never a function or a view of the owner's in somebody else's
CREATE POLICY walls_owner ON support_answer TO cb_owner
    USING (session_user = 'cb_owner') WITH CHECK (session_user = 'cb_owner');
INSERT INTO walls_protected VALUES ('support.Answer', 'early_support', 'support_answer'), ('support.answer', 'early_support', 'support_answer'),
    ('early_support', 'early_support', 'support_answer') ON CONFLICT DO NOTHING;
CREATE FUNCTION support_answer_wall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM walls_subject WHERE subject_id = OLD.id;
    ELSE
        INSERT INTO walls_subject VALUES (NEW.id, NEW.file_id, 'early_support', NEW.file_id, NULL)
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
    EXECUTE format('ALTER FUNCTION support_answer_wall() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER support_answer_wall AFTER INSERT OR DELETE OR UPDATE OF file_id ON support_answer
    FOR EACH ROW EXECUTE FUNCTION support_answer_wall();
REVOKE ALL ON support_answer FROM cb_read;
ALTER TABLE support_answer ALTER COLUMN account_id SET STATISTICS 0;
-- What an officer said stays as it was said.
CREATE FUNCTION support_answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What an officer said is not changed.' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER support_answer_stays BEFORE UPDATE OF text, at, alert_id ON support_answer
    FOR EACH ROW EXECUTE FUNCTION support_answer_stays();
"""
BACKWARD = r"""
DROP TRIGGER support_answer_stays ON support_answer;
DROP FUNCTION support_answer_stays();
DROP TRIGGER support_answer_wall ON support_answer;
DROP FUNCTION support_answer_wall();
DELETE FROM walls_protected WHERE in_table = 'support_answer';
DELETE FROM walls_subject s USING support_answer t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON support_answer;
DROP POLICY walls_delete ON support_answer;
DROP POLICY walls_update ON support_answer;
DROP POLICY walls_insert ON support_answer;
DROP POLICY walls_read ON support_answer;
ALTER TABLE support_answer NO FORCE ROW LEVEL SECURITY;
ALTER TABLE support_answer DISABLE ROW LEVEL SECURITY;
ALTER TABLE support_answer ALTER COLUMN account_id SET STATISTICS -1;

DROP TRIGGER support_outcome_wall ON support_outcome;
DROP FUNCTION support_outcome_wall();
DELETE FROM walls_protected WHERE in_table = 'support_outcome';
DELETE FROM walls_subject s USING support_outcome t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON support_outcome;
DROP POLICY walls_delete ON support_outcome;
DROP POLICY walls_update ON support_outcome;
DROP POLICY walls_insert ON support_outcome;
DROP POLICY walls_read ON support_outcome;
ALTER TABLE support_outcome NO FORCE ROW LEVEL SECURITY;
ALTER TABLE support_outcome DISABLE ROW LEVEL SECURITY;
ALTER TABLE support_outcome ALTER COLUMN account_id SET STATISTICS -1;

DROP TRIGGER support_followup_wall ON support_followup;
DROP FUNCTION support_followup_wall();
DELETE FROM walls_protected WHERE in_table = 'support_followup';
DELETE FROM walls_subject s USING support_followup t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON support_followup;
DROP POLICY walls_delete ON support_followup;
DROP POLICY walls_update ON support_followup;
DROP POLICY walls_insert ON support_followup;
DROP POLICY walls_read ON support_followup;
ALTER TABLE support_followup NO FORCE ROW LEVEL SECURITY;
ALTER TABLE support_followup DISABLE ROW LEVEL SECURITY;
ALTER TABLE support_followup ALTER COLUMN account_id SET STATISTICS -1;

DROP TRIGGER support_plan_wall ON support_plan;
DROP FUNCTION support_plan_wall();
DELETE FROM walls_protected WHERE in_table = 'support_plan';
DELETE FROM walls_subject s USING support_plan t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON support_plan;
DROP POLICY walls_delete ON support_plan;
DROP POLICY walls_update ON support_plan;
DROP POLICY walls_insert ON support_plan;
DROP POLICY walls_read ON support_plan;
ALTER TABLE support_plan NO FORCE ROW LEVEL SECURITY;
ALTER TABLE support_plan DISABLE ROW LEVEL SECURITY;
ALTER TABLE support_plan ALTER COLUMN account_id SET STATISTICS -1;

DROP TRIGGER support_meeting_wall ON support_meeting;
DROP FUNCTION support_meeting_wall();
DELETE FROM walls_protected WHERE in_table = 'support_meeting';
DELETE FROM walls_subject s USING support_meeting t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON support_meeting;
DROP POLICY walls_delete ON support_meeting;
DROP POLICY walls_update ON support_meeting;
DROP POLICY walls_insert ON support_meeting;
DROP POLICY walls_read ON support_meeting;
ALTER TABLE support_meeting NO FORCE ROW LEVEL SECURITY;
ALTER TABLE support_meeting DISABLE ROW LEVEL SECURITY;
ALTER TABLE support_meeting ALTER COLUMN account_id SET STATISTICS -1;

DROP TRIGGER support_alert_wall ON support_alert;
DROP FUNCTION support_alert_wall();
DELETE FROM walls_protected WHERE in_table = 'support_alert';
DELETE FROM walls_subject s USING support_alert t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON support_alert;
DROP POLICY walls_delete ON support_alert;
DROP POLICY walls_update ON support_alert;
DROP POLICY walls_insert ON support_alert;
DROP POLICY walls_read ON support_alert;
ALTER TABLE support_alert NO FORCE ROW LEVEL SECURITY;
ALTER TABLE support_alert DISABLE ROW LEVEL SECURITY;
ALTER TABLE support_alert ALTER COLUMN account_id SET STATISTICS -1;

DROP TRIGGER support_figure_wall ON support_figure;
DROP FUNCTION support_figure_wall();
DELETE FROM walls_protected WHERE in_table = 'support_figure';
DELETE FROM walls_subject s USING support_figure t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON support_figure;
DROP POLICY walls_delete ON support_figure;
DROP POLICY walls_update ON support_figure;
DROP POLICY walls_insert ON support_figure;
DROP POLICY walls_read ON support_figure;
ALTER TABLE support_figure NO FORCE ROW LEVEL SECURITY;
ALTER TABLE support_figure DISABLE ROW LEVEL SECURITY;
ALTER TABLE support_figure ALTER COLUMN account_id SET STATISTICS -1;

DROP TRIGGER support_dutytime_wall ON support_dutytime;
DROP FUNCTION support_dutytime_wall();
DELETE FROM walls_protected WHERE in_table = 'support_dutytime';
DELETE FROM walls_subject s USING support_dutytime t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON support_dutytime;
DROP POLICY walls_delete ON support_dutytime;
DROP POLICY walls_update ON support_dutytime;
DROP POLICY walls_insert ON support_dutytime;
DROP POLICY walls_read ON support_dutytime;
ALTER TABLE support_dutytime NO FORCE ROW LEVEL SECURITY;
ALTER TABLE support_dutytime DISABLE ROW LEVEL SECURITY;
ALTER TABLE support_dutytime ALTER COLUMN account_id SET STATISTICS -1;

DROP TRIGGER support_involvement_wall ON support_involvement;
DROP FUNCTION support_involvement_wall();
DELETE FROM walls_protected WHERE in_table = 'support_involvement';
DELETE FROM walls_subject s USING support_involvement t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON support_involvement;
DROP POLICY walls_delete ON support_involvement;
DROP POLICY walls_update ON support_involvement;
DROP POLICY walls_insert ON support_involvement;
DROP POLICY walls_read ON support_involvement;
ALTER TABLE support_involvement NO FORCE ROW LEVEL SECURITY;
ALTER TABLE support_involvement DISABLE ROW LEVEL SECURITY;
ALTER TABLE support_involvement ALTER COLUMN account_id SET STATISTICS -1;

DROP TRIGGER support_indicatorrun_wall ON support_indicatorrun;
DROP FUNCTION support_indicatorrun_wall();
DELETE FROM walls_protected WHERE in_table = 'support_indicatorrun';
DELETE FROM walls_subject s USING support_indicatorrun t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON support_indicatorrun;
DROP POLICY walls_delete ON support_indicatorrun;
DROP POLICY walls_update ON support_indicatorrun;
DROP POLICY walls_insert ON support_indicatorrun;
DROP POLICY walls_read ON support_indicatorrun;
ALTER TABLE support_indicatorrun NO FORCE ROW LEVEL SECURITY;
ALTER TABLE support_indicatorrun DISABLE ROW LEVEL SECURITY;

DROP TRIGGER support_occurrence_wall ON support_occurrence;
DROP FUNCTION support_occurrence_wall();
DELETE FROM walls_protected WHERE in_table = 'support_occurrence';
DELETE FROM walls_subject s USING support_occurrence t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON support_occurrence;
DROP POLICY walls_delete ON support_occurrence;
DROP POLICY walls_update ON support_occurrence;
DROP POLICY walls_insert ON support_occurrence;
DROP POLICY walls_read ON support_occurrence;
ALTER TABLE support_occurrence NO FORCE ROW LEVEL SECURITY;
ALTER TABLE support_occurrence DISABLE ROW LEVEL SECURITY;

DROP TRIGGER support_file_wall ON support_file;
DROP FUNCTION support_file_wall();
DELETE FROM walls_protected WHERE in_table = 'support_file';
DELETE FROM walls_subject s USING support_file t WHERE s.subject_id = t.id;
DROP POLICY walls_owner ON support_file;
DROP POLICY walls_delete ON support_file;
DROP POLICY walls_update ON support_file;
DROP POLICY walls_insert ON support_file;
DROP POLICY walls_read ON support_file;
ALTER TABLE support_file NO FORCE ROW LEVEL SECURITY;
ALTER TABLE support_file DISABLE ROW LEVEL SECURITY;
ALTER TABLE support_file ALTER COLUMN account_id SET STATISTICS -1;
DROP TRIGGER support_alert_state ON support_alert;
DROP TRIGGER support_alert_kept ON support_alert;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0001_early_support"),
        ("walls", "0001_walls"),
        ("workflow", "0003_walled"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
