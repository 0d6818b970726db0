"""Nothing about a protected case for the read role, whatever topic wrote it; fixed search paths; rows of one case.

A row with a case belongs to a protected one: while somebody looks at it, every row says so.
"""

from django.db import migrations

FORWARD = """
DROP POLICY audit_for_readers ON audit_entry;
CREATE POLICY audit_for_readers ON audit_entry FOR SELECT TO cb_read
    USING (case_ref = ''
           AND lower(split_part(action, '.', 1)) <> ALL ((SELECT walls_areas())::text[])
           AND lower(split_part(object_kind, '.', 1)) <> ALL ((SELECT walls_areas())::text[]));
CREATE INDEX audit_entry_case ON audit_entry (case_ref, seq DESC) WHERE case_ref <> '';
DO $$
DECLARE
    one text;
BEGIN
    -- tables are made in the first schema that is named; pg_catalog is searched before it without being named
    FOREACH one IN ARRAY ARRAY['audit_entry_made()', 'audit_make_partition(date)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', one, current_schema());
    END LOOP;
END $$;
"""

BACKWARD = """
ALTER FUNCTION audit_entry_made() RESET search_path;
ALTER FUNCTION audit_make_partition(date) RESET search_path;
DROP INDEX audit_entry_case;
DROP POLICY audit_for_readers ON audit_entry;
CREATE POLICY audit_for_readers ON audit_entry FOR SELECT TO cb_read
    USING (split_part(action, '.', 1) <> 'walls'
           AND split_part(action, '.', 1) <> ALL ((SELECT walls_kinds())::text[])
           AND split_part(object_kind, '.', 1) <> ALL ((SELECT walls_kinds())::text[]));
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_readers"), ("walls", "0002_lifting")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
