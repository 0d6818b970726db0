"""Keys, claims and what they open; who was let into which case; who may never be; emergencies.

Every function has a search path of its own with the temporary schema last: the app role may make temporary tables and
types, and a name that is looked for there first would let it answer in the database's place.
"""

import django.db.models.deletion
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models

CLOSED = """
CREATE TABLE walls_key (
    fingerprint text PRIMARY KEY CHECK (fingerprint ~ '^[0-9a-f]{16}$'),
    inner_pad bytea NOT NULL CHECK (octet_length(inner_pad) = 64),
    outer_pad bytea NOT NULL CHECK (octet_length(outer_pad) = 64),
    installed_at timestamptz NOT NULL DEFAULT now(),
    ends_at timestamptz
);
CREATE TABLE walls_protected (subject_kind text PRIMARY KEY, kind text NOT NULL, in_table text NOT NULL);
CREATE TABLE walls_subject (
    subject_id uuid PRIMARY KEY,
    root_id uuid NOT NULL,
    kind text NOT NULL,
    case_id uuid NOT NULL,
    label text
);
REVOKE ALL ON walls_key, walls_protected, walls_subject FROM PUBLIC, cb_app, cb_read;
"""

CLAIMS = """
-- What is claimed, if the database believes it. Reads the key, so it answers the owner's functions below only.
CREATE FUNCTION walls_checked() RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    given text := current_setting('commonbeat.walls', true);
    pads record;
    made bytea;
    said jsonb;
BEGIN
    IF given IS NULL OR length(given) < 83 THEN
        RETURN NULL;
    END IF;
    -- fingerprint of the key, signature (HMAC-SHA-256), what is claimed
    SELECT k.inner_pad, k.outer_pad INTO pads FROM walls_key k
    WHERE k.fingerprint = left(given, 16) AND (k.ends_at IS NULL OR k.ends_at > statement_timestamp());
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    made := sha256(pads.outer_pad || sha256(pads.inner_pad || convert_to(substr(given, 83), 'UTF8')));
    -- hashes of both are compared: how long that takes says nothing about the signature
    IF sha256(convert_to(encode(made, 'hex'), 'UTF8')) <> sha256(convert_to(substr(given, 18, 64), 'UTF8')) THEN
        RETURN NULL;
    END IF;
    said := substr(given, 83)::jsonb;
    -- good for one transaction of one database, and not for long
    IF said->>'t' IS DISTINCT FROM pg_current_xact_id_if_assigned()::text
       OR said->>'d' IS DISTINCT FROM current_database()
       OR to_timestamp((said->>'x')::float8) <= statement_timestamp() THEN
        RETURN NULL;
    END IF;
    RETURN said;
END $$;

CREATE FUNCTION walls_claims() RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER AS $$
BEGIN
    RETURN walls_checked();
END $$;

CREATE FUNCTION walls_enter(claims text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM set_config('commonbeat.walls', claims, true);
    RETURN walls_claims() IS NOT NULL;
END $$;
"""

OPENED = """
-- Labels a look opens; none when it keeps to one case, which is then among the cases.
CREATE FUNCTION walls_labels(kind text, writing boolean) RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
BEGIN
    IF said IS NULL OR said->>'c' IS NOT NULL THEN
        RETURN '{}'::text[];
    END IF;
    RETURN coalesce((said #>> ARRAY['k', kind, CASE WHEN writing THEN 'w' ELSE 'r' END])::text[], '{}'::text[]);
END $$;

-- The account whose own rows a look opens: only a look for that opens them, and it opens nothing else.
CREATE FUNCTION walls_account(kind text) RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER AS $$
DECLARE
    said jsonb := walls_checked();
BEGIN
    RETURN CASE WHEN said ? 'y' AND said #> ARRAY['k', kind] IS NOT NULL THEN nullif(said->>'a', '')::uuid END;
END $$;

CREATE FUNCTION walls_barred(of_kind text) RETURNS uuid[]
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
CREATE FUNCTION walls_cases(of_kind text, writing boolean) RETURNS uuid[]
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
CREATE FUNCTION walls_opens(said jsonb, of_kind text, subject uuid, writing boolean) RETURNS boolean
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

-- For rows that speak of a protected record (moves, clocks, messages, files): may the one who looks see that record?
-- The subject's own rule does not count here: what others wrote about a case is not the subject's.
CREATE FUNCTION walls_sees(subject uuid, writing boolean) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 1 AS $$
DECLARE
    said jsonb := walls_checked();
BEGIN
    IF said IS NULL OR said ? 'y' OR (writing AND NOT (said->>'m')::boolean) THEN
        RETURN false;
    END IF;
    RETURN walls_opens(said, NULL, subject, writing);
END $$;

-- Kinds of records that stand behind a wall, as other tables name them.
CREATE FUNCTION walls_kinds() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER AS $$
BEGIN
    RETURN ARRAY(SELECT p.subject_kind FROM walls_protected p);
END $$;

-- Whether this look only finds the conversation that belongs to a code or a link.
CREATE FUNCTION walls_door() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER AS $$
BEGIN
    RETURN coalesce(walls_checked() ? 'v', false);
END $$;

-- Who may see and write grants, recusals and emergencies.
CREATE FUNCTION walls_governs(of_kind text, of_case uuid, account uuid, writing boolean) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 1 AS $$
DECLARE
    said jsonb := walls_checked();
BEGIN
    IF said #> ARRAY['k', of_kind] IS NULL OR said->>'c' <> of_case::text THEN
        RETURN false;
    ELSIF said->>'g' IS NOT NULL THEN
        RETURN NOT writing OR said->>'c' = of_case::text;
    END IF;
    RETURN NOT writing AND (account::text = said->>'a' OR walls_sees(of_case, false));
END $$;
"""

RULES = """
ALTER TABLE walls_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE walls_recusal ENABLE ROW LEVEL SECURITY;
ALTER TABLE walls_emergency ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls_governed_read ON walls_grant FOR SELECT USING (walls_governs(kind, case_id, account_id, false));
CREATE POLICY walls_governed_insert ON walls_grant FOR INSERT WITH CHECK (walls_governs(kind, case_id, account_id, true));
CREATE POLICY walls_governed_update ON walls_grant FOR UPDATE USING (walls_governs(kind, case_id, account_id, true));
CREATE POLICY walls_governed_read ON walls_recusal FOR SELECT USING (walls_governs(kind, case_id, account_id, false));
CREATE POLICY walls_governed_insert ON walls_recusal FOR INSERT
    WITH CHECK (walls_governs(kind, case_id, account_id, true));
CREATE POLICY walls_governed_read ON walls_emergency FOR SELECT
    USING (walls_governs(kind, case_id, account_id, false));
CREATE POLICY walls_governed_insert ON walls_emergency FOR INSERT
    WITH CHECK (walls_governs(kind, case_id, account_id, true));
CREATE POLICY walls_governed_update ON walls_emergency FOR UPDATE
    USING (walls_governs(kind, case_id, account_id, true));

CREATE FUNCTION walls_lock_case(of_kind text, of_case uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN  -- a grant and a recusal of the same case wait for each other
    PERFORM pg_advisory_xact_lock(hashtextextended(of_kind || ':' || of_case::text, 5));
END $$;

CREATE FUNCTION walls_grant_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
CREATE TRIGGER walls_grant_made BEFORE INSERT ON walls_grant FOR EACH ROW EXECUTE FUNCTION walls_grant_made();

CREATE FUNCTION walls_grant_ends() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
CREATE TRIGGER walls_grant_ends BEFORE UPDATE OR DELETE ON walls_grant
    FOR EACH ROW EXECUTE FUNCTION walls_grant_ends();

CREATE FUNCTION walls_recusal_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
CREATE TRIGGER walls_recusal_made BEFORE INSERT OR UPDATE OR DELETE ON walls_recusal
    FOR EACH ROW EXECUTE FUNCTION walls_recusal_made();

CREATE FUNCTION walls_emergency_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
CREATE TRIGGER walls_emergency_step BEFORE INSERT OR UPDATE OR DELETE ON walls_emergency
    FOR EACH ROW EXECUTE FUNCTION walls_emergency_step();

-- The second person's consent is what opens the door: nobody else writes this grant.
CREATE FUNCTION walls_emergency_opens() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF NEW.consented_at IS NOT NULL THEN
        INSERT INTO walls_grant (id, kind, case_id, account_id, role, given_by_id, given_at, reason, until,
                                 revoke_reason, emergency_id)
        VALUES (gen_random_uuid(), NEW.kind, NEW.case_id, NEW.account_id, 'emergency', NEW.consented_by_id,
                NEW.consented_at, NEW.reason, NEW.ends_at, '', NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER walls_emergency_opens AFTER UPDATE ON walls_emergency
    FOR EACH ROW EXECUTE FUNCTION walls_emergency_opens();
"""

FIXED_PATHS = """
DO $$
DECLARE
    one regprocedure;
BEGIN
    FOR one IN SELECT p.oid::regprocedure FROM pg_proc p
               WHERE p.pronamespace = current_schema()::regnamespace AND p.proname LIKE 'walls\\_%' LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', one, current_schema());
    END LOOP;
END $$;
-- sets the claims for whoever calls it, so it keeps the caller's surroundings
ALTER FUNCTION walls_enter(text) RESET ALL;
-- called from functions whose path is set already; for anybody else they cannot read what they need
ALTER FUNCTION walls_checked() RESET ALL;
ALTER FUNCTION walls_opens(jsonb, text, uuid, boolean) RESET ALL;
"""

DROP = """
DROP TRIGGER walls_emergency_opens ON walls_emergency;
DROP TRIGGER walls_emergency_step ON walls_emergency;
DROP TRIGGER walls_recusal_made ON walls_recusal;
DROP TRIGGER walls_grant_ends ON walls_grant;
DROP TRIGGER walls_grant_made ON walls_grant;
DROP POLICY walls_governed_read ON walls_grant;
DROP POLICY walls_governed_insert ON walls_grant;
DROP POLICY walls_governed_update ON walls_grant;
DROP POLICY walls_governed_read ON walls_recusal;
DROP POLICY walls_governed_insert ON walls_recusal;
DROP POLICY walls_governed_read ON walls_emergency;
DROP POLICY walls_governed_insert ON walls_emergency;
DROP POLICY walls_governed_update ON walls_emergency;
DROP FUNCTION walls_emergency_opens();
DROP FUNCTION walls_emergency_step();
DROP FUNCTION walls_recusal_made();
DROP FUNCTION walls_grant_ends();
DROP FUNCTION walls_grant_made();
DROP FUNCTION walls_lock_case(text, uuid);
DROP FUNCTION walls_governs(text, uuid, uuid, boolean);
DROP FUNCTION walls_door();
DROP FUNCTION walls_kinds();
DROP FUNCTION walls_sees(uuid, boolean);
DROP FUNCTION walls_cases(text, boolean);
DROP FUNCTION walls_barred(text);
DROP FUNCTION walls_opens(jsonb, text, uuid, boolean);
DROP FUNCTION walls_account(text);
DROP FUNCTION walls_labels(text, boolean);
DROP FUNCTION walls_enter(text);
DROP FUNCTION walls_checked();
DROP TABLE walls_subject;
DROP TABLE walls_protected;
DROP TABLE walls_key;
"""

USER = settings.AUTH_USER_MODEL


def _id():
    return ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False))


def _person(**more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=USER, **more)


class Migration(migrations.Migration):
    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Emergency",
            fields=[
                _id(),
                ("kind", models.CharField(max_length=60)),
                ("case_id", models.UUIDField()),
                ("reason", models.TextField()),
                ("hours", models.PositiveSmallIntegerField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("consented_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("account", _person()),
                ("consented_by", _person(null=True)),
            ],
            options={"verbose_name": "emergency", "verbose_name_plural": "emergencies", "ordering": ("asked_at",)},
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                _id(),
                ("kind", models.CharField(max_length=60)),
                ("case_id", models.UUIDField()),
                ("reason", models.TextField()),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("account", _person()),
                ("noted_by", _person(null=True)),
            ],
            options={"ordering": ("noted_at",)},
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                _id(),
                ("kind", models.CharField(max_length=60)),
                ("case_id", models.UUIDField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("investigator", "investigator"),
                            ("reviewer", "reviewer"),
                            ("oversight", "oversight (reads only)"),
                            ("emergency", "emergency (reads only)"),
                        ],
                        max_length=20,
                    ),
                ),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.TextField()),
                ("until", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoke_reason", models.TextField(blank=True)),
                ("account", _person()),
                (
                    "emergency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="walls.emergency",
                    ),
                ),
                ("given_by", _person(null=True)),
                ("revoked_by", _person(null=True)),
            ],
            options={"ordering": ("given_at",)},
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gte", 1), ("hours__lte", 24)), name="walls_emergency_hours"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(("consented_by", models.F("account")), _negated=True),
                name="walls_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="walls_emergency_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(
                fields=("account", "kind", "case_id"), name="walls_recused_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="walls_recusal_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None), models.Q(("role", "emergency"), _negated=True)),
                fields=("account", "kind", "case_id", "role"),
                name="walls_one_grant_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("given_by", models.F("account")), _negated=True),
                name="walls_not_to_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="walls_grant_reason"
            ),
        ),
        migrations.AddIndex(
            model_name="grant", index=models.Index(fields=["kind", "case_id"], name="walls_grant_case")
        ),
        migrations.RunSQL(CLOSED + CLAIMS + OPENED + RULES + FIXED_PATHS, DROP),
    ]
