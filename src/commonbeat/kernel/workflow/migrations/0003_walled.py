"""Moves of protected records are seen by those who see the record."""

from django.db import migrations

WALLED = """
ALTER TABLE workflow_move ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls_shared_read ON workflow_move FOR SELECT
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id, false));
CREATE POLICY walls_shared_insert ON workflow_move FOR INSERT
    WITH CHECK (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id, true));
CREATE POLICY walls_shared_update ON workflow_move FOR UPDATE
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id, true));
CREATE POLICY walls_shared_delete ON workflow_move FOR DELETE
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id, true));
-- States are held to their moves whoever looks, and also after the look is over.
ALTER FUNCTION workflow_state_has_move() SECURITY DEFINER;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION workflow_state_has_move() SET search_path = pg_catalog, %I, pg_temp',
                   current_schema());
END $$;
"""

OPEN = """
ALTER FUNCTION workflow_state_has_move() RESET ALL;
ALTER FUNCTION workflow_state_has_move() SECURITY INVOKER;
DROP POLICY walls_shared_delete ON workflow_move;
DROP POLICY walls_shared_update ON workflow_move;
DROP POLICY walls_shared_insert ON workflow_move;
DROP POLICY walls_shared_read ON workflow_move;
ALTER TABLE workflow_move DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [('workflow', '0002_permits_by_subject'), ('walls', '0001_walls')]

    operations = [migrations.RunSQL(WALLED, OPEN)]
