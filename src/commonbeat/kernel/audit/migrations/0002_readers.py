"""The read role sees no row of the log about a protected case, nor who looked at one.

The app role sees every row: sealing and verifying need the log whole. What a person sees of it is decided in Python.
"""

from django.db import migrations

WALLED = """
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_whole ON audit_entry TO cb_app USING (true) WITH CHECK (true);
CREATE POLICY audit_for_readers ON audit_entry FOR SELECT TO cb_read
    USING (split_part(action, '.', 1) <> 'walls'
           AND split_part(action, '.', 1) <> ALL ((SELECT walls_kinds())::text[])
           AND split_part(object_kind, '.', 1) <> ALL ((SELECT walls_kinds())::text[]));
"""

OPEN = """
DROP POLICY audit_for_readers ON audit_entry;
DROP POLICY audit_whole ON audit_entry;
ALTER TABLE audit_entry DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("walls", "0001_walls")]

    operations = [migrations.RunSQL(WALLED, OPEN)]
