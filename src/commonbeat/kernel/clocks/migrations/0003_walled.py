"""Clocks of protected records are seen by those who see the record."""

from django.db import migrations

WALLED = """
ALTER TABLE clocks_clock ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls_shared_read ON clocks_clock FOR SELECT
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id, false));
CREATE POLICY walls_shared_insert ON clocks_clock FOR INSERT
    WITH CHECK (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id, true));
CREATE POLICY walls_shared_update ON clocks_clock FOR UPDATE
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id, true));
CREATE POLICY walls_shared_delete ON clocks_clock FOR DELETE
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id, true));
ALTER TABLE clocks_clocktoll ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls_shared_read ON clocks_clocktoll FOR SELECT
    USING (EXISTS (SELECT FROM clocks_clock p WHERE p.id = clocks_clocktoll.clock_id));
CREATE POLICY walls_shared_insert ON clocks_clocktoll FOR INSERT
    WITH CHECK (EXISTS (SELECT FROM clocks_clock p WHERE p.id = clocks_clocktoll.clock_id
           AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true))));
CREATE POLICY walls_shared_update ON clocks_clocktoll FOR UPDATE
    USING (EXISTS (SELECT FROM clocks_clock p WHERE p.id = clocks_clocktoll.clock_id
           AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true))));
CREATE POLICY walls_shared_delete ON clocks_clocktoll FOR DELETE
    USING (EXISTS (SELECT FROM clocks_clock p WHERE p.id = clocks_clocktoll.clock_id
           AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true))));
"""

OPEN = """
DROP POLICY walls_shared_delete ON clocks_clocktoll;
DROP POLICY walls_shared_update ON clocks_clocktoll;
DROP POLICY walls_shared_insert ON clocks_clocktoll;
DROP POLICY walls_shared_read ON clocks_clocktoll;
ALTER TABLE clocks_clocktoll DISABLE ROW LEVEL SECURITY;
DROP POLICY walls_shared_delete ON clocks_clock;
DROP POLICY walls_shared_update ON clocks_clock;
DROP POLICY walls_shared_insert ON clocks_clock;
DROP POLICY walls_shared_read ON clocks_clock;
ALTER TABLE clocks_clock DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [('clocks', '0002_kept_has_its_moment'), ('walls', '0001_walls')]

    operations = [migrations.RunSQL(WALLED, OPEN)]
