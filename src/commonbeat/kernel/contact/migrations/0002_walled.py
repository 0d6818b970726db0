"""Conversations about protected records are seen by those who see the record, and found by who holds their code.

A look at the door (``walls.at_the_door``) finds a conversation or a link, never who is in it or what was said.
"""

from django.db import migrations

WALLED = """
ALTER TABLE contact_conversation ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls_shared_read ON contact_conversation FOR SELECT
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id, false)
           OR (SELECT walls_door()));
CREATE POLICY walls_shared_insert ON contact_conversation FOR INSERT
    WITH CHECK (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id, true));
CREATE POLICY walls_shared_update ON contact_conversation FOR UPDATE
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id, true));
CREATE POLICY walls_shared_delete ON contact_conversation FOR DELETE
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id, true));
ALTER TABLE contact_party ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls_shared_read ON contact_party FOR SELECT
    USING (EXISTS (SELECT FROM contact_conversation p WHERE p.id = contact_party.conversation_id)
           AND NOT (SELECT walls_door()));
CREATE POLICY walls_shared_insert ON contact_party FOR INSERT
    WITH CHECK (EXISTS (SELECT FROM contact_conversation p WHERE p.id = contact_party.conversation_id
           AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true))));
CREATE POLICY walls_shared_update ON contact_party FOR UPDATE
    USING (EXISTS (SELECT FROM contact_conversation p WHERE p.id = contact_party.conversation_id
           AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true))));
CREATE POLICY walls_shared_delete ON contact_party FOR DELETE
    USING (EXISTS (SELECT FROM contact_conversation p WHERE p.id = contact_party.conversation_id
           AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true))));
ALTER TABLE contact_utterance ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls_shared_read ON contact_utterance FOR SELECT
    USING (EXISTS (SELECT FROM contact_conversation p WHERE p.id = contact_utterance.conversation_id)
           AND NOT (SELECT walls_door()));
CREATE POLICY walls_shared_insert ON contact_utterance FOR INSERT
    WITH CHECK (EXISTS (SELECT FROM contact_conversation p WHERE p.id = contact_utterance.conversation_id
           AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true))));
CREATE POLICY walls_shared_update ON contact_utterance FOR UPDATE
    USING (EXISTS (SELECT FROM contact_conversation p WHERE p.id = contact_utterance.conversation_id
           AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true))));
CREATE POLICY walls_shared_delete ON contact_utterance FOR DELETE
    USING (EXISTS (SELECT FROM contact_conversation p WHERE p.id = contact_utterance.conversation_id
           AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true))));
ALTER TABLE contact_magiclink ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls_shared_read ON contact_magiclink FOR SELECT
    USING (EXISTS (SELECT FROM contact_conversation p WHERE p.id = contact_magiclink.conversation_id));
CREATE POLICY walls_shared_insert ON contact_magiclink FOR INSERT
    WITH CHECK (EXISTS (SELECT FROM contact_conversation p WHERE p.id = contact_magiclink.conversation_id
           AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true)
                OR (SELECT walls_door()))));
CREATE POLICY walls_shared_update ON contact_magiclink FOR UPDATE
    USING (EXISTS (SELECT FROM contact_conversation p WHERE p.id = contact_magiclink.conversation_id
           AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true)
                OR (SELECT walls_door()))));
CREATE POLICY walls_shared_delete ON contact_magiclink FOR DELETE
    USING (EXISTS (SELECT FROM contact_conversation p WHERE p.id = contact_magiclink.conversation_id
           AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true)
                OR (SELECT walls_door()))));
"""

OPEN = """
DROP POLICY walls_shared_delete ON contact_magiclink;
DROP POLICY walls_shared_update ON contact_magiclink;
DROP POLICY walls_shared_insert ON contact_magiclink;
DROP POLICY walls_shared_read ON contact_magiclink;
ALTER TABLE contact_magiclink DISABLE ROW LEVEL SECURITY;
DROP POLICY walls_shared_delete ON contact_utterance;
DROP POLICY walls_shared_update ON contact_utterance;
DROP POLICY walls_shared_insert ON contact_utterance;
DROP POLICY walls_shared_read ON contact_utterance;
ALTER TABLE contact_utterance DISABLE ROW LEVEL SECURITY;
DROP POLICY walls_shared_delete ON contact_party;
DROP POLICY walls_shared_update ON contact_party;
DROP POLICY walls_shared_insert ON contact_party;
DROP POLICY walls_shared_read ON contact_party;
ALTER TABLE contact_party DISABLE ROW LEVEL SECURITY;
DROP POLICY walls_shared_delete ON contact_conversation;
DROP POLICY walls_shared_update ON contact_conversation;
DROP POLICY walls_shared_insert ON contact_conversation;
DROP POLICY walls_shared_read ON contact_conversation;
ALTER TABLE contact_conversation DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [('contact', '0001_conversations'), ('walls', '0001_walls')]

    operations = [migrations.RunSQL(WALLED, OPEN)]
