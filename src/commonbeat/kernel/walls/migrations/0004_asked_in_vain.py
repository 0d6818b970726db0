"""Somebody recused who asks for an emergency learns nothing by it: they ask in vain, as about a case that is not there."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION walls_emergency_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
    who uuid := nullif(said->>'a', '')::uuid;
    settled text[] := ARRAY['consented_by_id', 'consented_at', 'ends_at', 'declined_at'];
BEGIN
    IF TG_OP = 'DELETE' AND walls_case_is_gone(OLD.kind, OLD.case_id) THEN
        RETURN OLD;
    ELSIF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'An emergency stays on file.' USING ERRCODE = 'insufficient_privilege';
    ELSIF TG_OP = 'INSERT' THEN
        IF said->>'g' IS DISTINCT FROM 'ask' OR who IS DISTINCT FROM NEW.account_id
           OR NEW.consented_at IS NOT NULL OR NEW.declined_at IS NOT NULL THEN
            RAISE EXCEPTION 'Each person asks for themselves.' USING ERRCODE = 'insufficient_privilege';
        END IF;
        -- Whoever is recused asks in vain, as about a case that is not there: no grant follows (walls_grant_made). To
        -- refuse them here would tell that there is a case, and that it is about them.
        NEW.asked_at := statement_timestamp();
        RETURN NEW;
    END IF;
    IF said->>'g' IS DISTINCT FROM 'consent' OR who IS NULL OR who = OLD.account_id
       OR OLD.consented_at IS NOT NULL OR OLD.declined_at IS NOT NULL
       OR statement_timestamp() > OLD.asked_at + interval '1 hour'
       OR NEW.consented_by_id IS DISTINCT FROM who
       OR (to_jsonb(NEW) - settled) IS DISTINCT FROM (to_jsonb(OLD) - settled)
       OR (NEW.consented_at IS NULL) = (NEW.declined_at IS NULL) THEN
        RAISE EXCEPTION 'Another person answers an emergency, once, within the hour.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM walls_recusal r WHERE r.kind = OLD.kind AND r.case_id = OLD.case_id
               AND r.account_id = who AND r.lifted_at IS NULL) THEN
        RAISE EXCEPTION 'This account is recused from the case.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'walls_recused';
    END IF;
    IF NEW.declined_at IS NOT NULL THEN
        NEW.declined_at := statement_timestamp();
        NEW.ends_at := NULL;
    ELSE
        NEW.consented_at := statement_timestamp();
        NEW.ends_at := statement_timestamp() + make_interval(hours => OLD.hours);
    END IF;
    RETURN NEW;
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION walls_emergency_step() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION walls_emergency_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
    who uuid := nullif(said->>'a', '')::uuid;
    settled text[] := ARRAY['consented_by_id', 'consented_at', 'ends_at', 'declined_at'];
BEGIN
    IF TG_OP = 'DELETE' AND walls_case_is_gone(OLD.kind, OLD.case_id) THEN
        RETURN OLD;
    ELSIF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'An emergency stays on file.' USING ERRCODE = 'insufficient_privilege';
    ELSIF TG_OP = 'INSERT' THEN
        IF said->>'g' IS DISTINCT FROM 'ask' OR who IS DISTINCT FROM NEW.account_id
           OR NEW.consented_at IS NOT NULL OR NEW.declined_at IS NOT NULL THEN
            RAISE EXCEPTION 'Each person asks for themselves.' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF EXISTS (SELECT FROM walls_recusal r WHERE r.kind = NEW.kind AND r.case_id = NEW.case_id
                   AND r.account_id = NEW.account_id AND r.lifted_at IS NULL) THEN
            RAISE EXCEPTION 'This account is recused from the case.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'walls_recused';
        END IF;
        NEW.asked_at := statement_timestamp();
        RETURN NEW;
    END IF;
    IF said->>'g' IS DISTINCT FROM 'consent' OR who IS NULL OR who = OLD.account_id
       OR OLD.consented_at IS NOT NULL OR OLD.declined_at IS NOT NULL
       OR statement_timestamp() > OLD.asked_at + interval '1 hour'
       OR NEW.consented_by_id IS DISTINCT FROM who
       OR (to_jsonb(NEW) - settled) IS DISTINCT FROM (to_jsonb(OLD) - settled)
       OR (NEW.consented_at IS NULL) = (NEW.declined_at IS NULL) THEN
        RAISE EXCEPTION 'Another person answers an emergency, once, within the hour.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM walls_recusal r WHERE r.kind = OLD.kind AND r.case_id = OLD.case_id
               AND r.account_id = who AND r.lifted_at IS NULL) THEN
        RAISE EXCEPTION 'This account is recused from the case.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'walls_recused';
    END IF;
    IF NEW.declined_at IS NOT NULL THEN
        NEW.declined_at := statement_timestamp();
        NEW.ends_at := NULL;
    ELSE
        NEW.consented_at := statement_timestamp();
        NEW.ends_at := statement_timestamp() + make_interval(hours => OLD.hours);
    END IF;
    RETURN NEW;
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION walls_emergency_step() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("walls", "0003_known_kinds")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
