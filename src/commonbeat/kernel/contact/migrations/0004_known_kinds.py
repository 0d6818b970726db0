"""The shared tables' policies look a row's kind up in an object instead of comparing it with a list.

With fifty protected kinds the list made a scan of such a table five times as slow; the object costs the same for ever.
One migration for all shared tables, in the topmost of their topics.
"""

from django.db import migrations

BY_KEY = """
ALTER POLICY walls_shared_read ON attachments_attachment USING ((((NOT (SELECT walls_known()) ? subject_kind::text)
    AND CASE WHEN ((subject_kind)::text = 'contact.utterance'::text) THEN (EXISTS ( SELECT FROM contact_utterance u
    WHERE (u.id = (attachments_attachment.subject_id)::uuid))) ELSE true END) OR (((SELECT walls_known()) ?
    subject_kind::text) AND walls_sees((subject_id)::uuid, false))));
ALTER POLICY walls_shared_insert ON attachments_attachment WITH CHECK ((((NOT (SELECT walls_known()) ?
    subject_kind::text) AND CASE WHEN ((subject_kind)::text = 'contact.utterance'::text) THEN (EXISTS ( SELECT FROM
    (contact_utterance u JOIN contact_conversation p ON ((p.id = u.conversation_id))) WHERE ((u.id =
    (attachments_attachment.subject_id)::uuid) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR
    walls_sees(p.subject_id, true))))) ELSE true END) OR (((SELECT walls_known()) ? subject_kind::text) AND
    walls_sees((subject_id)::uuid, true))));
ALTER POLICY walls_shared_update ON attachments_attachment USING ((((NOT (SELECT walls_known()) ? subject_kind::text)
    AND CASE WHEN ((subject_kind)::text = 'contact.utterance'::text) THEN (EXISTS ( SELECT FROM (contact_utterance u
    JOIN contact_conversation p ON ((p.id = u.conversation_id))) WHERE ((u.id =
    (attachments_attachment.subject_id)::uuid) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR
    walls_sees(p.subject_id, true))))) ELSE true END) OR (((SELECT walls_known()) ? subject_kind::text) AND
    walls_sees((subject_id)::uuid, true))));
ALTER POLICY walls_shared_delete ON attachments_attachment USING ((((NOT (SELECT walls_known()) ? subject_kind::text)
    AND CASE WHEN ((subject_kind)::text = 'contact.utterance'::text) THEN (EXISTS ( SELECT FROM (contact_utterance u
    JOIN contact_conversation p ON ((p.id = u.conversation_id))) WHERE ((u.id =
    (attachments_attachment.subject_id)::uuid) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR
    walls_sees(p.subject_id, true))))) ELSE true END) OR (((SELECT walls_known()) ? subject_kind::text) AND
    walls_sees((subject_id)::uuid, true))));
ALTER POLICY walls_shared_read ON clocks_clock USING (((NOT (SELECT walls_known()) ? subject_kind::text) OR
    walls_sees(subject_id, false)));
ALTER POLICY walls_shared_insert ON clocks_clock WITH CHECK (((NOT (SELECT walls_known()) ? subject_kind::text) OR
    walls_sees(subject_id, true)));
ALTER POLICY walls_shared_update ON clocks_clock USING (((NOT (SELECT walls_known()) ? subject_kind::text) OR
    walls_sees(subject_id, true)));
ALTER POLICY walls_shared_delete ON clocks_clock USING (((NOT (SELECT walls_known()) ? subject_kind::text) OR
    walls_sees(subject_id, true)));
ALTER POLICY walls_shared_insert ON clocks_clocktoll WITH CHECK ((EXISTS ( SELECT FROM clocks_clock p WHERE ((p.id =
    clocks_clocktoll.clock_id) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR walls_sees(p.subject_id,
    true))))));
ALTER POLICY walls_shared_update ON clocks_clocktoll USING ((EXISTS ( SELECT FROM clocks_clock p WHERE ((p.id =
    clocks_clocktoll.clock_id) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR walls_sees(p.subject_id,
    true))))));
ALTER POLICY walls_shared_delete ON clocks_clocktoll USING ((EXISTS ( SELECT FROM clocks_clock p WHERE ((p.id =
    clocks_clocktoll.clock_id) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR walls_sees(p.subject_id,
    true))))));
ALTER POLICY walls_shared_read ON contact_conversation USING (((NOT (SELECT walls_known()) ? subject_kind::text) OR
    walls_sees(subject_id, false) OR (SELECT walls_door())));
ALTER POLICY walls_shared_insert ON contact_conversation WITH CHECK (((NOT (SELECT walls_known()) ?
    subject_kind::text) OR walls_sees(subject_id, true)));
ALTER POLICY walls_shared_update ON contact_conversation USING (((NOT (SELECT walls_known()) ? subject_kind::text) OR
    walls_sees(subject_id, true)));
ALTER POLICY walls_shared_delete ON contact_conversation USING (((NOT (SELECT walls_known()) ? subject_kind::text) OR
    walls_sees(subject_id, true)));
ALTER POLICY walls_shared_insert ON contact_magiclink WITH CHECK ((EXISTS ( SELECT FROM contact_conversation p WHERE
    ((p.id = contact_magiclink.conversation_id) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR
    walls_sees(p.subject_id, true) OR (SELECT walls_door()))))));
ALTER POLICY walls_shared_update ON contact_magiclink USING ((EXISTS ( SELECT FROM contact_conversation p WHERE ((p.id
    = contact_magiclink.conversation_id) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR
    walls_sees(p.subject_id, true) OR (SELECT walls_door()))))));
ALTER POLICY walls_shared_delete ON contact_magiclink USING ((EXISTS ( SELECT FROM contact_conversation p WHERE ((p.id
    = contact_magiclink.conversation_id) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR
    walls_sees(p.subject_id, true) OR (SELECT walls_door()))))));
ALTER POLICY walls_shared_insert ON contact_party WITH CHECK ((EXISTS ( SELECT FROM contact_conversation p WHERE
    ((p.id = contact_party.conversation_id) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_update ON contact_party USING ((EXISTS ( SELECT FROM contact_conversation p WHERE ((p.id =
    contact_party.conversation_id) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_delete ON contact_party USING ((EXISTS ( SELECT FROM contact_conversation p WHERE ((p.id =
    contact_party.conversation_id) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_insert ON contact_utterance WITH CHECK ((EXISTS ( SELECT FROM contact_conversation p WHERE
    ((p.id = contact_utterance.conversation_id) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_update ON contact_utterance USING ((EXISTS ( SELECT FROM contact_conversation p WHERE ((p.id
    = contact_utterance.conversation_id) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_delete ON contact_utterance USING ((EXISTS ( SELECT FROM contact_conversation p WHERE ((p.id
    = contact_utterance.conversation_id) AND ((NOT (SELECT walls_known()) ? p.subject_kind::text) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_read ON workflow_move USING (((NOT (SELECT walls_known()) ? subject_kind::text) OR
    walls_sees(subject_id, false)));
ALTER POLICY walls_shared_insert ON workflow_move WITH CHECK (((NOT (SELECT walls_known()) ? subject_kind::text) OR
    walls_sees(subject_id, true)));
ALTER POLICY walls_shared_update ON workflow_move USING (((NOT (SELECT walls_known()) ? subject_kind::text) OR
    walls_sees(subject_id, true)));
ALTER POLICY walls_shared_delete ON workflow_move USING (((NOT (SELECT walls_known()) ? subject_kind::text) OR
    walls_sees(subject_id, true)));
"""

BY_LIST = """
ALTER POLICY walls_shared_read ON attachments_attachment USING ((((subject_kind <> ALL ((SELECT
    walls_kinds())::text[])) AND CASE WHEN ((subject_kind)::text = 'contact.utterance'::text) THEN (EXISTS ( SELECT
    FROM contact_utterance u WHERE (u.id = (attachments_attachment.subject_id)::uuid))) ELSE true END) OR
    ((subject_kind = ANY ((SELECT walls_kinds())::text[])) AND walls_sees((subject_id)::uuid, false))));
ALTER POLICY walls_shared_insert ON attachments_attachment WITH CHECK ((((subject_kind <> ALL ((SELECT
    walls_kinds())::text[])) AND CASE WHEN ((subject_kind)::text = 'contact.utterance'::text) THEN (EXISTS ( SELECT
    FROM (contact_utterance u JOIN contact_conversation p ON ((p.id = u.conversation_id))) WHERE ((u.id =
    (attachments_attachment.subject_id)::uuid) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true))))) ELSE true END) OR ((subject_kind = ANY ((SELECT walls_kinds())::text[])) AND
    walls_sees((subject_id)::uuid, true))));
ALTER POLICY walls_shared_update ON attachments_attachment USING ((((subject_kind <> ALL ((SELECT
    walls_kinds())::text[])) AND CASE WHEN ((subject_kind)::text = 'contact.utterance'::text) THEN (EXISTS ( SELECT
    FROM (contact_utterance u JOIN contact_conversation p ON ((p.id = u.conversation_id))) WHERE ((u.id =
    (attachments_attachment.subject_id)::uuid) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true))))) ELSE true END) OR ((subject_kind = ANY ((SELECT walls_kinds())::text[])) AND
    walls_sees((subject_id)::uuid, true))));
ALTER POLICY walls_shared_delete ON attachments_attachment USING ((((subject_kind <> ALL ((SELECT
    walls_kinds())::text[])) AND CASE WHEN ((subject_kind)::text = 'contact.utterance'::text) THEN (EXISTS ( SELECT
    FROM (contact_utterance u JOIN contact_conversation p ON ((p.id = u.conversation_id))) WHERE ((u.id =
    (attachments_attachment.subject_id)::uuid) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true))))) ELSE true END) OR ((subject_kind = ANY ((SELECT walls_kinds())::text[])) AND
    walls_sees((subject_id)::uuid, true))));
ALTER POLICY walls_shared_read ON clocks_clock USING (((subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(subject_id, false)));
ALTER POLICY walls_shared_insert ON clocks_clock WITH CHECK (((subject_kind <> ALL ((SELECT walls_kinds())::text[]))
    OR walls_sees(subject_id, true)));
ALTER POLICY walls_shared_update ON clocks_clock USING (((subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(subject_id, true)));
ALTER POLICY walls_shared_delete ON clocks_clock USING (((subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(subject_id, true)));
ALTER POLICY walls_shared_insert ON clocks_clocktoll WITH CHECK ((EXISTS ( SELECT FROM clocks_clock p WHERE ((p.id =
    clocks_clocktoll.clock_id) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_update ON clocks_clocktoll USING ((EXISTS ( SELECT FROM clocks_clock p WHERE ((p.id =
    clocks_clocktoll.clock_id) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_delete ON clocks_clocktoll USING ((EXISTS ( SELECT FROM clocks_clock p WHERE ((p.id =
    clocks_clocktoll.clock_id) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_read ON contact_conversation USING (((subject_kind <> ALL ((SELECT walls_kinds())::text[]))
    OR walls_sees(subject_id, false) OR (SELECT walls_door())));
ALTER POLICY walls_shared_insert ON contact_conversation WITH CHECK (((subject_kind <> ALL ((SELECT
    walls_kinds())::text[])) OR walls_sees(subject_id, true)));
ALTER POLICY walls_shared_update ON contact_conversation USING (((subject_kind <> ALL ((SELECT
    walls_kinds())::text[])) OR walls_sees(subject_id, true)));
ALTER POLICY walls_shared_delete ON contact_conversation USING (((subject_kind <> ALL ((SELECT
    walls_kinds())::text[])) OR walls_sees(subject_id, true)));
ALTER POLICY walls_shared_insert ON contact_magiclink WITH CHECK ((EXISTS ( SELECT FROM contact_conversation p WHERE
    ((p.id = contact_magiclink.conversation_id) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true) OR (SELECT walls_door()))))));
ALTER POLICY walls_shared_update ON contact_magiclink USING ((EXISTS ( SELECT FROM contact_conversation p WHERE ((p.id
    = contact_magiclink.conversation_id) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true) OR (SELECT walls_door()))))));
ALTER POLICY walls_shared_delete ON contact_magiclink USING ((EXISTS ( SELECT FROM contact_conversation p WHERE ((p.id
    = contact_magiclink.conversation_id) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true) OR (SELECT walls_door()))))));
ALTER POLICY walls_shared_insert ON contact_party WITH CHECK ((EXISTS ( SELECT FROM contact_conversation p WHERE
    ((p.id = contact_party.conversation_id) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_update ON contact_party USING ((EXISTS ( SELECT FROM contact_conversation p WHERE ((p.id =
    contact_party.conversation_id) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_delete ON contact_party USING ((EXISTS ( SELECT FROM contact_conversation p WHERE ((p.id =
    contact_party.conversation_id) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_insert ON contact_utterance WITH CHECK ((EXISTS ( SELECT FROM contact_conversation p WHERE
    ((p.id = contact_utterance.conversation_id) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_update ON contact_utterance USING ((EXISTS ( SELECT FROM contact_conversation p WHERE ((p.id
    = contact_utterance.conversation_id) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_delete ON contact_utterance USING ((EXISTS ( SELECT FROM contact_conversation p WHERE ((p.id
    = contact_utterance.conversation_id) AND ((p.subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(p.subject_id, true))))));
ALTER POLICY walls_shared_read ON workflow_move USING (((subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(subject_id, false)));
ALTER POLICY walls_shared_insert ON workflow_move WITH CHECK (((subject_kind <> ALL ((SELECT walls_kinds())::text[]))
    OR walls_sees(subject_id, true)));
ALTER POLICY walls_shared_update ON workflow_move USING (((subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(subject_id, true)));
ALTER POLICY walls_shared_delete ON workflow_move USING (((subject_kind <> ALL ((SELECT walls_kinds())::text[])) OR
    walls_sees(subject_id, true)));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0003_files_of_messages"),
        ("attachments", "0002_walled"),
        ("clocks", "0003_walled"),
        ("workflow", "0003_walled"),
        ("walls", "0003_known_kinds"),
    ]

    operations = [migrations.RunSQL(BY_KEY, BY_LIST)]
