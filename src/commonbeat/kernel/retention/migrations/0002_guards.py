"""What two people and a hold decide, held by the database too."""

from django.db import migrations

BATCH = """\
CREATE CONSTRAINT TRIGGER retention_batch_state AFTER INSERT OR UPDATE OF state ON retention_batch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('retention.batch');
CREATE TRIGGER retention_batch_kept BEFORE DELETE ON retention_batch
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('retention.batch');
"""
BATCH_BACK = """\
DROP TRIGGER retention_batch_state ON retention_batch;
DROP TRIGGER retention_batch_kept ON retention_batch;
"""
GUARDS = """\
-- On every table whose rows a rule disposes of: BEFORE DELETE, with the label of the model.
CREATE FUNCTION retention_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    record jsonb := to_jsonb(OLD);
BEGIN
    -- Whoever places a hold takes this lock alone, so that a hold either counts here or is placed afterwards.
    PERFORM pg_advisory_xact_lock_shared(hashtext('retention.hold'));
    IF EXISTS (SELECT FROM retention_hold h WHERE h.kind = TG_ARGV[0] AND h.released_at IS NULL
               AND (h.subject_id = OLD.id
                    OR (h.subject_id IS NULL
                        AND (h.field = '' OR record ->> h.field = h.value)
                        AND (h.since IS NULL OR (record ->> h.began)::timestamptz >= h.since)
                        AND (h.until IS NULL OR (record ->> h.began)::timestamptz < h.until)))) THEN
        RAISE EXCEPTION 'retention_held: a hold stands on % %.', TG_ARGV[0], OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    -- A second argument names the column of a record above it, with which it goes.
    IF TG_NARGS > 1 AND record ->> TG_ARGV[1] IS NOT NULL THEN
        RETURN OLD;
    END IF;
    IF NOT EXISTS (SELECT FROM retention_item i JOIN retention_batch b ON b.id = i.batch_id
                   WHERE i.subject_id = OLD.id AND i.kind = TG_ARGV[0] AND i.outcome = 'waiting'
                   AND b.state = 'approved') THEN
        RAISE EXCEPTION 'retention_unapproved: no approved batch holds % %.', TG_ARGV[0], OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION retention_hold_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('retention.hold'));
    IF TG_OP = 'INSERT' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.released_at IS NULL AND NEW.released_at IS NOT NULL
       AND (to_jsonb(NEW) - '{released_at,released_by,release_reason}'::text[])
         = (to_jsonb(OLD) - '{released_at,released_by,release_reason}'::text[]) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A hold is released once, with a reason, and otherwise stays as it was placed.'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER retention_hold_stays BEFORE INSERT OR UPDATE OR DELETE ON retention_hold
    FOR EACH ROW EXECUTE FUNCTION retention_hold_stays();

CREATE FUNCTION retention_item_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.outcome = 'waiting'
           AND EXISTS (SELECT FROM retention_batch b WHERE b.id = NEW.batch_id AND b.state = 'proposed') THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'Nothing is added to a batch after it was proposed.' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.outcome = 'waiting' OR (to_jsonb(NEW) - 'files') = (to_jsonb(OLD) - 'files'))
       AND (NEW.batch_id, NEW.rule, NEW.kind, NEW.number, NEW.began_at, NEW.counted_at)
         = (OLD.batch_id, OLD.rule, OLD.kind, OLD.number, OLD.began_at, OLD.counted_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What became of a record in a batch is not changed.' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER retention_item_stays BEFORE INSERT OR UPDATE OR DELETE ON retention_item
    FOR EACH ROW EXECUTE FUNCTION retention_item_stays();

CREATE FUNCTION retention_length_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Lengths are added, never changed.' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER retention_length_stays BEFORE UPDATE OR DELETE ON retention_rulelength
    FOR EACH ROW EXECUTE FUNCTION retention_length_stays();
"""
GUARDS_BACK = """\
DROP TRIGGER retention_length_stays ON retention_rulelength;
DROP FUNCTION retention_length_stays();
DROP TRIGGER retention_item_stays ON retention_item;
DROP FUNCTION retention_item_stays();
DROP TRIGGER retention_hold_stays ON retention_hold;
DROP FUNCTION retention_hold_stays();
DROP FUNCTION retention_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("retention", "0001_retention"), ("workflow", "0002_permits_by_subject")]
    operations = [migrations.RunSQL(BATCH, BATCH_BACK), migrations.RunSQL(GUARDS, GUARDS_BACK)]
