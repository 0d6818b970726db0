"""Files sent with a message are seen by those who see the message: its conversation may be about a protected record."""

from django.db import migrations

WALLED = """
ALTER POLICY walls_shared_read ON attachments_attachment
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[])
               AND CASE WHEN subject_kind = 'contact.utterance' THEN EXISTS (
                   SELECT FROM contact_utterance u WHERE u.id = attachments_attachment.subject_id::uuid) ELSE true END
           OR subject_kind = ANY ((SELECT walls_kinds())::text[]) AND walls_sees(subject_id::uuid, false));
ALTER POLICY walls_shared_insert ON attachments_attachment
    WITH CHECK (subject_kind <> ALL ((SELECT walls_kinds())::text[])
               AND CASE WHEN subject_kind = 'contact.utterance' THEN EXISTS (
                   SELECT FROM contact_utterance u JOIN contact_conversation p ON p.id = u.conversation_id
                   WHERE u.id = attachments_attachment.subject_id::uuid
                   AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true)))
                   ELSE true END
           OR subject_kind = ANY ((SELECT walls_kinds())::text[]) AND walls_sees(subject_id::uuid, true));
ALTER POLICY walls_shared_update ON attachments_attachment
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[])
               AND CASE WHEN subject_kind = 'contact.utterance' THEN EXISTS (
                   SELECT FROM contact_utterance u JOIN contact_conversation p ON p.id = u.conversation_id
                   WHERE u.id = attachments_attachment.subject_id::uuid
                   AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true)))
                   ELSE true END
           OR subject_kind = ANY ((SELECT walls_kinds())::text[]) AND walls_sees(subject_id::uuid, true));
ALTER POLICY walls_shared_delete ON attachments_attachment
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[])
               AND CASE WHEN subject_kind = 'contact.utterance' THEN EXISTS (
                   SELECT FROM contact_utterance u JOIN contact_conversation p ON p.id = u.conversation_id
                   WHERE u.id = attachments_attachment.subject_id::uuid
                   AND (p.subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(p.subject_id, true)))
                   ELSE true END
           OR subject_kind = ANY ((SELECT walls_kinds())::text[]) AND walls_sees(subject_id::uuid, true));
"""

OPEN = """
ALTER POLICY walls_shared_read ON attachments_attachment
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id::uuid, false));
ALTER POLICY walls_shared_insert ON attachments_attachment
    WITH CHECK (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id::uuid, true));
ALTER POLICY walls_shared_update ON attachments_attachment
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id::uuid, true));
ALTER POLICY walls_shared_delete ON attachments_attachment
    USING (subject_kind <> ALL ((SELECT walls_kinds())::text[]) OR walls_sees(subject_id::uuid, true));
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0002_walled"), ("attachments", "0002_walled")]

    operations = [migrations.RunSQL(WALLED, OPEN)]
