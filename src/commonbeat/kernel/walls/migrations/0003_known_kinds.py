"""Which kinds of records are protected, as one object that is kept ready: looked up by key, for every row of a scan."""

from django.db import migrations

FORWARD = """
CREATE TABLE walls_known (one boolean PRIMARY KEY DEFAULT true CHECK (one), kinds jsonb NOT NULL);
INSERT INTO walls_known (kinds)
    SELECT coalesce(jsonb_object_agg(p.subject_kind, 1), '{}') FROM walls_protected p;
REVOKE ALL ON walls_known FROM PUBLIC, cb_app, cb_read;

CREATE FUNCTION walls_keep_known() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE walls_known SET kinds = (SELECT coalesce(jsonb_object_agg(p.subject_kind, 1), '{}') FROM walls_protected p);
    RETURN NULL;
END $$;
CREATE TRIGGER walls_keep_known AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON walls_protected
    FOR EACH STATEMENT EXECUTE FUNCTION walls_keep_known();

-- Without its row nothing would count as protected: then it answers nothing, and no policy lets a row through.
CREATE FUNCTION walls_known() RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER AS $$
BEGIN
    -- concatenated, so that it is unpacked once for the statement and not again for each row
    RETURN (SELECT k.kinds || '{}'::jsonb FROM walls_known k);
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION walls_known() SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION walls_keep_known() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
"""

BACKWARD = """
DROP FUNCTION walls_known();
DROP TRIGGER walls_keep_known ON walls_protected;
DROP FUNCTION walls_keep_known();
DROP TABLE walls_known;
"""


class Migration(migrations.Migration):
    dependencies = [("walls", "0002_lifting")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
