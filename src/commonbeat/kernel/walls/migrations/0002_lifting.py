"""A mistaken recusal is lifted by two people; what was noted around a case goes with it; one statement begins a look.

Functions of 0001 are made anew where a recusal that was lifted, or a case that is gone, changes what they answer.
"""

import django.db.models.deletion
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models

LIFTING = """
-- Whether nothing is left of a case: what was noted around it then goes too. It answers the owner's functions only.
CREATE FUNCTION walls_case_is_gone(of_kind text, of_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM walls_subject s WHERE s.case_id = of_case AND s.kind = of_kind);
END $$;
CREATE INDEX walls_subject_case ON walls_subject (case_id);

CREATE FUNCTION walls_case_went() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF walls_case_is_gone(OLD.kind, OLD.case_id) THEN
        DELETE FROM walls_grant g WHERE g.kind = OLD.kind AND g.case_id = OLD.case_id;
        DELETE FROM walls_emergency e WHERE e.kind = OLD.kind AND e.case_id = OLD.case_id;
        DELETE FROM walls_lifting l WHERE l.kind = OLD.kind AND l.case_id = OLD.case_id;
        DELETE FROM walls_recusal r WHERE r.kind = OLD.kind AND r.case_id = OLD.case_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER walls_case_went AFTER DELETE ON walls_subject FOR EACH ROW EXECUTE FUNCTION walls_case_went();

ALTER TABLE walls_lifting ENABLE ROW LEVEL SECURITY;
-- Nobody learns from a recusal of their own that there is a case: it is for those who see the case.
CREATE POLICY walls_governed_read ON walls_lifting FOR SELECT USING (walls_governs(kind, case_id, NULL, false));
ALTER POLICY walls_governed_read ON walls_recusal USING (walls_governs(kind, case_id, NULL, false));
CREATE POLICY walls_governed_insert ON walls_lifting FOR INSERT
    WITH CHECK (walls_governs(kind, case_id, account_id, true));
CREATE POLICY walls_governed_update ON walls_lifting FOR UPDATE
    USING (walls_governs(kind, case_id, account_id, true));

CREATE FUNCTION walls_lifting_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
    who uuid := nullif(said->>'a', '')::uuid;
    settled text[] := ARRAY['decided_by_id', 'decided_at', 'agreed'];
BEGIN
    IF TG_OP = 'DELETE' AND walls_case_is_gone(OLD.kind, OLD.case_id) THEN
        RETURN OLD;
    ELSIF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'What was asked stays on file.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF said->>'g' IS DISTINCT FROM 'lift' OR who IS NULL OR who = NEW.account_id
       OR EXISTS (SELECT FROM walls_recusal r WHERE r.kind = NEW.kind AND r.case_id = NEW.case_id
                  AND r.account_id = who AND r.lifted_at IS NULL) THEN
        RAISE EXCEPTION 'A recusal is lifted by people who are signed in and in no such position themselves.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF who <> NEW.asked_by_id OR NEW.decided_at IS NOT NULL OR NEW.decided_by_id IS NOT NULL OR NEW.agreed
           OR NOT EXISTS (SELECT FROM walls_recusal r WHERE r.id = NEW.recusal_id AND r.kind = NEW.kind
                          AND r.case_id = NEW.case_id AND r.account_id = NEW.account_id AND r.lifted_at IS NULL) THEN
            RAISE EXCEPTION 'Each person asks in their own name, about a recusal that stands.'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        NEW.asked_at := statement_timestamp();
        RETURN NEW;
    END IF;
    IF OLD.decided_at IS NOT NULL OR who = OLD.asked_by_id OR NEW.decided_by_id IS DISTINCT FROM who
       OR statement_timestamp() > OLD.asked_at + interval '7 days'
       OR (to_jsonb(NEW) - settled) IS DISTINCT FROM (to_jsonb(OLD) - settled) THEN
        RAISE EXCEPTION 'Another person decides, once, within a week.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.decided_at := statement_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER walls_lifting_step BEFORE INSERT OR UPDATE OR DELETE ON walls_lifting
    FOR EACH ROW EXECUTE FUNCTION walls_lifting_step();

CREATE FUNCTION walls_lifting_done() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF NEW.agreed THEN
        UPDATE walls_recusal SET lifted_at = NEW.decided_at WHERE id = NEW.recusal_id AND lifted_at IS NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER walls_lifting_done AFTER UPDATE ON walls_lifting FOR EACH ROW EXECUTE FUNCTION walls_lifting_done();
"""

BEGIN = """
-- First words of what names a protected record: topics, and kinds of cases.
CREATE FUNCTION walls_areas() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER AS $$
BEGIN
    RETURN ARRAY(SELECT DISTINCT lower(split_part(p.subject_kind, '.', 1)) FROM walls_protected p) || 'walls'::text;
END $$;

-- Begin a look that keeps to one case: NULL where the claims are not believed, else whether they open it.
CREATE FUNCTION walls_enter_case(claims text, of_case uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF NOT walls_enter(claims) THEN
        RETURN NULL;
    END IF;
    RETURN walls_sees(of_case, false);
END $$;
"""

ANEW = """
CREATE OR REPLACE FUNCTION walls_barred(of_kind text) RETURNS uuid[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER AS $$
DECLARE
    who uuid := nullif(walls_checked()->>'a', '')::uuid;
BEGIN
    IF who IS NULL THEN
        RETURN '{}'::uuid[];
    END IF;
    RETURN ARRAY(SELECT r.case_id FROM walls_recusal r WHERE r.account_id = who AND r.kind = of_kind AND r.lifted_at IS NULL);
END $$;
-- Cases opened one by one: the one a look keeps to, if it opens it; otherwise those the account was let into.
CREATE OR REPLACE FUNCTION walls_cases(of_kind text, writing boolean) RETURNS uuid[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
    who uuid;
BEGIN
    IF said #> ARRAY['k', of_kind] IS NULL OR said ? 'y' OR (writing AND NOT (said->>'m')::boolean) THEN
        RETURN '{}'::uuid[];
    ELSIF said->>'o' IS NOT NULL THEN
        RETURN ARRAY[(said->>'o')::uuid];
    ELSIF said->>'c' IS NOT NULL THEN
        RETURN CASE WHEN walls_opens(said, of_kind, (said->>'c')::uuid, writing)
               THEN ARRAY[(said->>'c')::uuid] ELSE '{}'::uuid[] END;
    END IF;
    who := nullif(said->>'a', '')::uuid;
    IF who IS NULL THEN
        RETURN '{}'::uuid[];
    END IF;
    RETURN ARRAY(
        SELECT g.case_id FROM walls_grant g
        WHERE g.account_id = who AND g.kind = of_kind AND g.revoked_at IS NULL
          AND (g.until IS NULL OR g.until > statement_timestamp())
          AND (g.role IN ('investigator', 'reviewer') OR NOT writing)
          AND NOT EXISTS (SELECT FROM walls_recusal r
                          WHERE r.account_id = who AND r.kind = of_kind AND r.case_id = g.case_id AND r.lifted_at IS NULL));
END $$;
-- Whether claims that were believed open one record's case. The owner's functions only.
CREATE OR REPLACE FUNCTION walls_opens(said jsonb, of_kind text, subject uuid, writing boolean) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    root record;
    who uuid := nullif(said->>'a', '')::uuid;
BEGIN
    SELECT r.kind, r.case_id, r.label INTO root
    FROM walls_subject s JOIN walls_subject r ON r.subject_id = s.root_id WHERE s.subject_id = subject;
    IF NOT FOUND OR root.kind <> coalesce(of_kind, root.kind) OR said #> ARRAY['k', root.kind] IS NULL
       OR said->>'c' <> root.case_id::text THEN
        RETURN false;
    ELSIF said->>'o' IS NOT NULL THEN
        RETURN said->>'o' = root.case_id::text;
    ELSIF EXISTS (SELECT FROM walls_recusal r
                  WHERE r.account_id = who AND r.kind = root.kind AND r.case_id = root.case_id
                    AND r.lifted_at IS NULL) THEN
        RETURN false;
    ELSIF root.label = ANY ((said #>> ARRAY['k', root.kind, CASE WHEN writing THEN 'w' ELSE 'r' END])::text[]) THEN
        RETURN true;
    END IF;
    RETURN EXISTS (SELECT FROM walls_grant g
                   WHERE g.account_id = who AND g.kind = root.kind AND g.case_id = root.case_id
                     AND g.revoked_at IS NULL AND (g.until IS NULL OR g.until > statement_timestamp())
                     AND (g.role IN ('investigator', 'reviewer') OR NOT writing));
END $$;
CREATE OR REPLACE FUNCTION walls_grant_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
BEGIN
    PERFORM walls_lock_case(NEW.kind, NEW.case_id);
    IF EXISTS (SELECT FROM walls_recusal r
               WHERE r.kind = NEW.kind AND r.case_id = NEW.case_id AND r.account_id = NEW.account_id AND r.lifted_at IS NULL) THEN
        RAISE EXCEPTION 'This account is recused from the case.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'walls_recused';
    END IF;
    IF NEW.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'A grant begins in force.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.emergency_id IS NULL THEN
        IF said->>'g' IS DISTINCT FROM 'grant' OR NEW.role = 'emergency'
           OR nullif(said->>'a', '')::uuid IS DISTINCT FROM NEW.given_by_id THEN
            RAISE EXCEPTION 'A grant is given by the one who is signed in, or follows an emergency.'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    ELSIF NOT EXISTS (
        SELECT FROM walls_emergency e WHERE e.id = NEW.emergency_id AND NEW.role = 'emergency'
        AND e.kind = NEW.kind AND e.case_id = NEW.case_id AND e.account_id = NEW.account_id
        AND e.consented_by_id = NEW.given_by_id AND e.ends_at = NEW.until) THEN
        RAISE EXCEPTION 'There is no such emergency with a second person''s consent.'
            USING ERRCODE = 'check_violation';
    END IF;
    NEW.given_at := statement_timestamp();
    RETURN NEW;
END $$;
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
CREATE OR REPLACE FUNCTION walls_recusal_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
BEGIN
    IF TG_OP = 'DELETE' AND walls_case_is_gone(OLD.kind, OLD.case_id) THEN
        RETURN OLD;
    ELSIF TG_OP = 'UPDATE' AND OLD.lifted_at IS NULL
          AND (to_jsonb(NEW) - 'lifted_at') IS NOT DISTINCT FROM (to_jsonb(OLD) - 'lifted_at')
          AND EXISTS (SELECT FROM walls_lifting l WHERE l.recusal_id = OLD.id AND l.agreed) THEN
        NEW.lifted_at := statement_timestamp();
        RETURN NEW;
    ELSIF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'A recusal stands until two people lift it.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.lifted_at := NULL;
    IF said->>'g' IS DISTINCT FROM 'recuse'
       OR nullif(said->>'a', '')::uuid IS DISTINCT FROM NEW.noted_by_id THEN
        RAISE EXCEPTION 'A recusal is noted by the one who is signed in.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM walls_lock_case(NEW.kind, NEW.case_id);
    NEW.noted_at := statement_timestamp();
    UPDATE walls_grant SET revoked_at = NEW.noted_at, revoked_by_id = NEW.noted_by_id, revoke_reason = 'recused'
    WHERE kind = NEW.kind AND case_id = NEW.case_id AND account_id = NEW.account_id AND revoked_at IS NULL;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION walls_grant_ends() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
    may boolean;
BEGIN
    IF TG_OP = 'DELETE' AND walls_case_is_gone(OLD.kind, OLD.case_id) THEN
        RETURN OLD;
    ELSIF TG_OP = 'DELETE' OR OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL
       OR (to_jsonb(NEW) - ARRAY['revoked_at', 'revoked_by_id', 'revoke_reason'])
          IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['revoked_at', 'revoked_by_id', 'revoke_reason']) THEN
        RAISE EXCEPTION 'A grant is kept as it was given; it can be revoked, once.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    may := said->>'g' IN ('grant', 'recuse') AND nullif(said->>'a', '')::uuid IS NOT DISTINCT FROM NEW.revoked_by_id;
    IF may IS NOT TRUE THEN
        RAISE EXCEPTION 'A grant is revoked by the one who is signed in.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.revoked_at := statement_timestamp();
    RETURN NEW;
END $$;
"""

AS_BEFORE = """
CREATE OR REPLACE FUNCTION walls_barred(of_kind text) RETURNS uuid[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER AS $$
DECLARE
    who uuid := nullif(walls_checked()->>'a', '')::uuid;
BEGIN
    IF who IS NULL THEN
        RETURN '{}'::uuid[];
    END IF;
    RETURN ARRAY(SELECT r.case_id FROM walls_recusal r WHERE r.account_id = who AND r.kind = of_kind);
END $$;
-- Cases opened one by one: the one a look keeps to, if it opens it; otherwise those the account was let into.
CREATE OR REPLACE FUNCTION walls_cases(of_kind text, writing boolean) RETURNS uuid[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
    who uuid;
BEGIN
    IF said #> ARRAY['k', of_kind] IS NULL OR said ? 'y' OR (writing AND NOT (said->>'m')::boolean) THEN
        RETURN '{}'::uuid[];
    ELSIF said->>'o' IS NOT NULL THEN
        RETURN ARRAY[(said->>'o')::uuid];
    ELSIF said->>'c' IS NOT NULL THEN
        RETURN CASE WHEN walls_opens(said, of_kind, (said->>'c')::uuid, writing)
               THEN ARRAY[(said->>'c')::uuid] ELSE '{}'::uuid[] END;
    END IF;
    who := nullif(said->>'a', '')::uuid;
    IF who IS NULL THEN
        RETURN '{}'::uuid[];
    END IF;
    RETURN ARRAY(
        SELECT g.case_id FROM walls_grant g
        WHERE g.account_id = who AND g.kind = of_kind AND g.revoked_at IS NULL
          AND (g.until IS NULL OR g.until > statement_timestamp())
          AND (g.role IN ('investigator', 'reviewer') OR NOT writing)
          AND NOT EXISTS (SELECT FROM walls_recusal r
                          WHERE r.account_id = who AND r.kind = of_kind AND r.case_id = g.case_id));
END $$;
-- Whether claims that were believed open one record's case. The owner's functions only.
CREATE OR REPLACE FUNCTION walls_opens(said jsonb, of_kind text, subject uuid, writing boolean) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    root record;
    who uuid := nullif(said->>'a', '')::uuid;
BEGIN
    SELECT r.kind, r.case_id, r.label INTO root
    FROM walls_subject s JOIN walls_subject r ON r.subject_id = s.root_id WHERE s.subject_id = subject;
    IF NOT FOUND OR root.kind <> coalesce(of_kind, root.kind) OR said #> ARRAY['k', root.kind] IS NULL
       OR said->>'c' <> root.case_id::text THEN
        RETURN false;
    ELSIF said->>'o' IS NOT NULL THEN
        RETURN said->>'o' = root.case_id::text;
    ELSIF EXISTS (SELECT FROM walls_recusal r
                  WHERE r.account_id = who AND r.kind = root.kind AND r.case_id = root.case_id) THEN
        RETURN false;
    ELSIF root.label = ANY ((said #>> ARRAY['k', root.kind, CASE WHEN writing THEN 'w' ELSE 'r' END])::text[]) THEN
        RETURN true;
    END IF;
    RETURN EXISTS (SELECT FROM walls_grant g
                   WHERE g.account_id = who AND g.kind = root.kind AND g.case_id = root.case_id
                     AND g.revoked_at IS NULL AND (g.until IS NULL OR g.until > statement_timestamp())
                     AND (g.role IN ('investigator', 'reviewer') OR NOT writing));
END $$;
CREATE OR REPLACE FUNCTION walls_grant_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
BEGIN
    PERFORM walls_lock_case(NEW.kind, NEW.case_id);
    IF EXISTS (SELECT FROM walls_recusal r
               WHERE r.kind = NEW.kind AND r.case_id = NEW.case_id AND r.account_id = NEW.account_id) THEN
        RAISE EXCEPTION 'This account is recused from the case.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'walls_recused';
    END IF;
    IF NEW.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'A grant begins in force.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.emergency_id IS NULL THEN
        IF said->>'g' IS DISTINCT FROM 'grant' OR NEW.role = 'emergency'
           OR nullif(said->>'a', '')::uuid IS DISTINCT FROM NEW.given_by_id THEN
            RAISE EXCEPTION 'A grant is given by the one who is signed in, or follows an emergency.'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    ELSIF NOT EXISTS (
        SELECT FROM walls_emergency e WHERE e.id = NEW.emergency_id AND NEW.role = 'emergency'
        AND e.kind = NEW.kind AND e.case_id = NEW.case_id AND e.account_id = NEW.account_id
        AND e.consented_by_id = NEW.given_by_id AND e.ends_at = NEW.until) THEN
        RAISE EXCEPTION 'There is no such emergency with a second person''s consent.'
            USING ERRCODE = 'check_violation';
    END IF;
    NEW.given_at := statement_timestamp();
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION walls_emergency_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
    who uuid := nullif(said->>'a', '')::uuid;
    settled text[] := ARRAY['consented_by_id', 'consented_at', 'ends_at', 'declined_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'An emergency stays on file.' USING ERRCODE = 'insufficient_privilege';
    ELSIF TG_OP = 'INSERT' THEN
        IF said->>'g' IS DISTINCT FROM 'ask' OR who IS DISTINCT FROM NEW.account_id
           OR NEW.consented_at IS NOT NULL OR NEW.declined_at IS NOT NULL THEN
            RAISE EXCEPTION 'Each person asks for themselves.' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF EXISTS (SELECT FROM walls_recusal r WHERE r.kind = NEW.kind AND r.case_id = NEW.case_id
                   AND r.account_id = NEW.account_id) THEN
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
               AND r.account_id = who) THEN
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
CREATE OR REPLACE FUNCTION walls_recusal_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'A recusal stands for good.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF said->>'g' IS DISTINCT FROM 'recuse'
       OR nullif(said->>'a', '')::uuid IS DISTINCT FROM NEW.noted_by_id THEN
        RAISE EXCEPTION 'A recusal is noted by the one who is signed in.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM walls_lock_case(NEW.kind, NEW.case_id);
    NEW.noted_at := statement_timestamp();
    UPDATE walls_grant SET revoked_at = NEW.noted_at, revoked_by_id = NEW.noted_by_id, revoke_reason = 'recused'
    WHERE kind = NEW.kind AND case_id = NEW.case_id AND account_id = NEW.account_id AND revoked_at IS NULL;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION walls_grant_ends() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
    may boolean;
BEGIN
    IF TG_OP = 'DELETE' OR OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL
       OR (to_jsonb(NEW) - ARRAY['revoked_at', 'revoked_by_id', 'revoke_reason'])
          IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['revoked_at', 'revoked_by_id', 'revoke_reason']) THEN
        RAISE EXCEPTION 'A grant is kept as it was given; it can be revoked, once.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    may := said->>'g' IN ('grant', 'recuse') AND nullif(said->>'a', '')::uuid IS NOT DISTINCT FROM NEW.revoked_by_id;
    IF may IS NOT TRUE THEN
        RAISE EXCEPTION 'A grant is revoked by the one who is signed in.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.revoked_at := statement_timestamp();
    RETURN NEW;
END $$;
"""

PATHS = """
DO $$
DECLARE
    one regprocedure;
BEGIN
    FOR one IN SELECT p.oid::regprocedure FROM pg_proc p
               WHERE p.pronamespace = current_schema()::regnamespace AND p.proname LIKE 'walls\\_%'
               AND p.proname NOT IN ('walls_enter', 'walls_enter_case', 'walls_checked', 'walls_opens') LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', one, current_schema());
    END LOOP;
END $$;
"""

DROP = """
ALTER POLICY walls_governed_read ON walls_recusal USING (walls_governs(kind, case_id, account_id, false));
DROP TRIGGER walls_lifting_done ON walls_lifting;
DROP TRIGGER walls_lifting_step ON walls_lifting;
DROP POLICY walls_governed_read ON walls_lifting;
DROP POLICY walls_governed_insert ON walls_lifting;
DROP POLICY walls_governed_update ON walls_lifting;
DROP FUNCTION walls_lifting_done();
DROP FUNCTION walls_lifting_step();
DROP TRIGGER walls_case_went ON walls_subject;
DROP FUNCTION walls_case_went();
DROP INDEX walls_subject_case;
DROP FUNCTION walls_case_is_gone(text, uuid);
DROP FUNCTION walls_enter_case(text, uuid);
DROP FUNCTION walls_areas();
"""

USER = settings.AUTH_USER_MODEL


def _person(**more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=USER, **more)


class Migration(migrations.Migration):
    dependencies = [("walls", "0001_walls"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        # the default stays in the database: the grant of an emergency is written by a function that does not name it
        migrations.AddField("grant", "withheld", models.BooleanField(default=False)),
        migrations.RunSQL(
            "ALTER TABLE walls_grant ALTER COLUMN withheld SET DEFAULT false", migrations.RunSQL.noop
        ),
        migrations.AddField("recusal", "lifted_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("recusal", "walls_recused_once"),
        migrations.AddConstraint(
            "recusal",
            models.UniqueConstraint(
                fields=("account", "kind", "case_id"),
                condition=models.Q(("lifted_at", None)),
                name="walls_recused_once",
            ),
        ),
        migrations.CreateModel(
            name="Lifting",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("case_id", models.UUIDField()),
                ("reason", models.TextField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(null=True)),
                ("agreed", models.BooleanField(default=False)),
                ("account", _person()),
                ("asked_by", _person()),
                ("decided_by", _person(null=True)),
                (
                    "recusal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="liftings", to="walls.recusal"
                    ),
                ),
            ],
            options={
                "ordering": ("asked_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                        name="walls_lifted_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="walls_lifting_reason"
                    ),
                ],
            },
        ),
        migrations.RunSQL(LIFTING + BEGIN + ANEW + PATHS, migrations.RunSQL.noop),
        migrations.RunSQL(migrations.RunSQL.noop, AS_BEFORE + DROP + PATHS),
    ]
