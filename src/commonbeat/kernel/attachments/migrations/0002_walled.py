"""Files of protected records are seen by those who see the record."""

from django.db import migrations

WALLED = """
ALTER TABLE attachments_attachment ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls_shared_read ON attachments_attachment FOR SELECT
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id::uuid, false));
CREATE POLICY walls_shared_insert ON attachments_attachment FOR INSERT
    WITH CHECK (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id::uuid, true));
CREATE POLICY walls_shared_update ON attachments_attachment FOR UPDATE
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id::uuid, true));
CREATE POLICY walls_shared_delete ON attachments_attachment FOR DELETE
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id::uuid, true));
"""

OPEN = """
DROP POLICY walls_shared_delete ON attachments_attachment;
DROP POLICY walls_shared_update ON attachments_attachment;
DROP POLICY walls_shared_insert ON attachments_attachment;
DROP POLICY walls_shared_read ON attachments_attachment;
ALTER TABLE attachments_attachment DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [('attachments', '0001_initial'), ('walls', '0001_walls')]

    operations = [migrations.RunSQL(WALLED, OPEN)]
