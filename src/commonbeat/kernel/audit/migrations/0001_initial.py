"""Tables of the audit log, with the triggers that fill and guard them.

Written by hand: Django knows neither partitions nor triggers. The state below mirrors the tables.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLES = """
CREATE SEQUENCE audit_entry_seq AS bigint;

CREATE TABLE audit_entry (
    seq bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    tx bigint NOT NULL,
    cluster text NOT NULL,
    actor_kind text NOT NULL,
    actor_id text NOT NULL,
    role text NOT NULL,
    agency text NOT NULL,
    address text,
    session text NOT NULL,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_id text NOT NULL,
    purpose text NOT NULL,
    case_ref text NOT NULL,
    reason text NOT NULL,
    outcome text NOT NULL,
    request_id text NOT NULL,
    details jsonb NOT NULL,
    salt bytea NOT NULL,
    leaf bytea NOT NULL,
    PRIMARY KEY (seq, at)
) PARTITION BY RANGE (at);
CREATE INDEX audit_entry_tx ON audit_entry (tx);
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, seq DESC);
CREATE INDEX audit_entry_object ON audit_entry (object_kind, object_id, seq DESC);
CREATE INDEX audit_entry_action ON audit_entry (action, seq DESC);
CREATE INDEX audit_entry_at ON audit_entry USING brin (at);

CREATE TABLE audit_seal (
    no bigint PRIMARY KEY,
    sealed_at timestamptz NOT NULL,
    count integer NOT NULL CHECK (count > 0),
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    cluster text NOT NULL,
    from_tx bigint NOT NULL,
    to_tx bigint NOT NULL,
    next_tx bigint NOT NULL,
    previous bytea NOT NULL,
    root bytea NOT NULL
);
CREATE TABLE audit_leaf (
    entry_seq bigint PRIMARY KEY,
    seal_no bigint NOT NULL REFERENCES audit_seal (no) DEFERRABLE INITIALLY DEFERRED,
    position integer NOT NULL,
    leaf bytea NOT NULL,
    UNIQUE (seal_no, position)
);
CREATE TABLE audit_daily_root (
    day date PRIMARY KEY,
    seal_no bigint NOT NULL REFERENCES audit_seal (no) DEFERRABLE INITIALLY DEFERRED,
    root bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
"""

# A field is "<length in bytes>:<UTF-8 text>", a missing one "-": no two rows have the same bytes.
CANONICAL = """
CREATE FUNCTION audit_field(value text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value IS NULL THEN '\\x2d'::bytea
           ELSE convert_to(octet_length(convert_to(value, 'UTF8'))::text || ':' || value, 'UTF8') END
$$;

CREATE FUNCTION audit_time(value timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char(value AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

CREATE FUNCTION audit_fields(e audit_entry) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ARRAY[e.seq::text, audit_time(e.at), e.tx::text, e.cluster, e.actor_kind, e.actor_id, e.role, e.agency,
                 e.address, e.session, e.action, e.object_kind, e.object_id, e.purpose, e.case_ref, e.reason,
                 e.outcome, e.request_id, e.details::text]
$$;

CREATE FUNCTION audit_leaf_of(e audit_entry) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(e.salt || string_agg(audit_field(f.value), ''::bytea ORDER BY f.place))
    FROM unnest(audit_fields(e)) WITH ORDINALITY AS f(value, place)
$$;
"""

TRIGGERS = """
CREATE FUNCTION audit_entry_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF NEW.at NOT BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp() + interval '1 second' THEN
        RAISE EXCEPTION 'The time of an audit row is the database''s own.' USING ERRCODE = 'check_violation';
    END IF;
    NEW.seq := nextval('audit_entry_seq');
    NEW.tx := pg_current_xact_id()::text::bigint;
    NEW.cluster := (SELECT system_identifier::text FROM pg_control_system());
    -- two random UUIDs carry 244 random bits: the leaf of a guessable row cannot be guessed
    NEW.salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    NEW.leaf := audit_leaf_of(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER audit_made BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_made();

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION audit_guard(guarded regclass, with_row_trigger boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF with_row_trigger THEN
        EXECUTE format('CREATE TRIGGER audit_keep_row BEFORE UPDATE OR DELETE ON %s FOR EACH ROW '
                       'EXECUTE FUNCTION audit_refuse()', guarded);
    END IF;
    EXECUTE format('CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON %s FOR EACH STATEMENT '
                   'EXECUTE FUNCTION audit_refuse()', guarded);
END $$;
SELECT audit_guard('audit_entry', true), audit_guard('audit_seal', true), audit_guard('audit_leaf', true),
       audit_guard('audit_daily_root', true);
"""

# The app role may not make tables, so the job that makes next months' partitions calls this as the owner.
PARTITIONS = """
CREATE TABLE audit_entry_rest PARTITION OF audit_entry DEFAULT;
SELECT audit_guard('audit_entry_rest', false);

CREATE FUNCTION audit_make_partition(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    starts timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
    ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
    child text := 'audit_entry_' || to_char(month, 'YYYY_MM');
BEGIN
    IF month NOT BETWEEN current_date - 62 AND current_date + 800 THEN
        RAISE EXCEPTION 'Partitions are made for the months around today only, not for %.', month;
    END IF;
    IF to_regclass(child) IS NOT NULL
       OR EXISTS (SELECT FROM audit_entry_rest WHERE at >= starts AND at < ends) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF audit_entry FOR VALUES FROM (%L) TO (%L)', child, starts, ends);
    PERFORM audit_guard(child::regclass, false);
    RETURN true;
END $$;
SELECT audit_make_partition((date_trunc('month', current_date) + make_interval(months => n))::date)
FROM generate_series(0, 12) AS n;
"""

# Both run as the owner: their search path ends in pg_temp, so nobody's temporary table takes a name's place.
PATHS = """
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION audit_entry_made() SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION audit_make_partition(date) SET search_path = %I, pg_temp', current_schema());
END $$;
"""

UNDO = """
DROP TABLE audit_daily_root, audit_leaf, audit_seal;
DROP FUNCTION audit_leaf_of, audit_fields;
DROP TABLE audit_entry;
DROP SEQUENCE audit_entry_seq;
DROP FUNCTION audit_make_partition, audit_guard, audit_refuse, audit_entry_made, audit_time, audit_field;
"""

TEXTS = (
    "cluster", "actor_kind", "actor_id", "role", "agency", "session", "action", "object_kind", "object_id",
    "purpose", "case_ref", "reason", "outcome", "request_id",
)


def seal_key(**options):
    """A reference to the seal."""
    return models.ForeignKey(
        "audit.auditseal", on_delete=django.db.models.deletion.PROTECT, db_column="seal_no", **options
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(TABLES + CANONICAL + TRIGGERS + PARTITIONS + PATHS, UNDO),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("tx", models.BigIntegerField()),
                        *((name, models.TextField()) for name in TEXTS),
                        ("address", models.TextField(null=True)),
                        ("details", models.JSONField()),
                        ("salt", models.BinaryField()),
                        ("leaf", models.BinaryField()),
                    ],
                    options={
                        "db_table": "audit_entry",
                        "ordering": ("-seq",),
                        "verbose_name": "audit entry",
                        "verbose_name_plural": "audit entries",
                    },
                ),
                migrations.CreateModel(
                    name="AuditSeal",
                    fields=[
                        ("no", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("sealed_at", models.DateTimeField()),
                        ("count", models.IntegerField()),
                        ("first_at", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        ("cluster", models.TextField()),
                        ("from_tx", models.BigIntegerField()),
                        ("to_tx", models.BigIntegerField()),
                        ("next_tx", models.BigIntegerField()),
                        ("previous", models.BinaryField()),
                        ("root", models.BinaryField()),
                    ],
                    options={"db_table": "audit_seal", "ordering": ("no",)},
                ),
                migrations.CreateModel(
                    name="AuditLeaf",
                    fields=[
                        ("entry_seq", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("seal", seal_key(related_name="leaves")),
                        ("position", models.IntegerField()),
                        ("leaf", models.BinaryField()),
                    ],
                    options={"db_table": "audit_leaf", "ordering": ("seal_id", "position")},
                ),
                migrations.CreateModel(
                    name="AuditDailyRoot",
                    fields=[
                        ("day", models.DateField(primary_key=True, serialize=False)),
                        ("seal", seal_key(related_name="+")),
                        ("root", models.BinaryField()),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={"db_table": "audit_daily_root", "ordering": ("-day",)},
                ),
            ],
        ),
    ]
