"""The officers and allegations around imported findings, and what follows from them for the complaint."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext

from commonbeat.kernel.intake.targets import Context

OFFICERS = """
INSERT INTO complaints_officer (id, complaint_id, part, description, sworn, rank, unit, notified, matched_how, external_id, member_id)
SELECT gen_random_uuid(), s.complaint_id, 'accused', left('Officer ' || s.officer_ref, 300), coalesce(m.is_sworn, true), s.rank,
       s.unit, false,
       CASE WHEN m.id IS NULL THEN '' ELSE 'badge in the earlier records' END, s.officer_ref, m.id
FROM (SELECT DISTINCT ON (complaint_id, officer_ref) * FROM intake_stage ORDER BY complaint_id, officer_ref, row_no DESC) s
LEFT JOIN (SELECT DISTINCT ON (complaint_id, badge) complaint_id, badge, officer_ref FROM intake_stage WHERE badge IS NOT NULL
           ORDER BY complaint_id, badge, row_no) b USING (complaint_id, badge, officer_ref)
LEFT JOIN roster_member m ON m.number = b.badge AND NOT EXISTS
     (SELECT FROM complaints_officer o WHERE o.complaint_id = s.complaint_id AND o.member_id = m.id)
LEFT JOIN (SELECT complaint_id, external_id FROM complaints_officer WHERE complaint_id IN (SELECT complaint_id FROM intake_stage)) o
     ON o.complaint_id = s.complaint_id AND o.external_id = s.officer_ref
WHERE o.external_id IS NULL
"""
ASSIGNMENTS = """
UPDATE complaints_officer o SET rank = s.rank, unit = s.unit
FROM (SELECT DISTINCT ON (complaint_id, officer_ref) complaint_id, officer_ref, rank, unit FROM intake_stage
      ORDER BY complaint_id, officer_ref, row_no DESC) s
WHERE o.complaint_id = s.complaint_id AND o.external_id = s.officer_ref AND (o.rank, o.unit) <> (s.rank, s.unit)
"""
ALLEGATIONS = """
INSERT INTO complaints_allegation (id, complaint_id, code, text, policy_number, policy_title, policy_version, added_at)
SELECT gen_random_uuid(), s.complaint_id, s.code, s.category, '', '', '', c.received_at
FROM (SELECT DISTINCT complaint_id, code, category FROM intake_stage) s
JOIN complaints_complaint c ON c.id = s.complaint_id
LEFT JOIN (SELECT complaint_id, code, text FROM complaints_allegation WHERE complaint_id IN (SELECT complaint_id FROM intake_stage)) a
     ON a.complaint_id = s.complaint_id AND a.code = s.code AND a.text = s.category
WHERE a.code IS NULL
"""
LINKED = (
    "UPDATE intake_stage s SET officer_id = o.id FROM complaints_officer o"
    " WHERE o.complaint_id = s.complaint_id AND o.external_id = s.officer_ref",
    "UPDATE intake_stage s SET allegation_id = a.id FROM complaints_allegation a"
    " WHERE a.complaint_id = s.complaint_id AND a.code = s.code AND a.text = s.category",
)
ENDED = """
UPDATE complaints_complaint c SET ended_how = s.ended
FROM (SELECT f.complaint_id, CASE WHEN bool_or(f.final <> '') THEN 'investigated' ELSE coalesce(max(s.ended), '') END AS ended
      FROM intake_stage s JOIN complaints_finding f ON f.complaint_id = s.complaint_id GROUP BY 1) s
WHERE c.id = s.complaint_id AND c.source = %s AND c.closed_on IS NOT NULL AND c.ended_how <> s.ended
"""
# ids first: what may be deleted is asked row by row, and nearly no row is
LEFT_OVER = (
    "DELETE FROM complaints_allegation WHERE id = ANY (ARRAY(SELECT a.id FROM complaints_allegation a"
    " LEFT JOIN complaints_finding f ON f.allegation_id = a.id"
    " WHERE f.id IS NULL AND a.complaint_id IN (SELECT complaint_id FROM intake_stage)))",
    "DELETE FROM complaints_officer WHERE id = ANY (ARRAY(SELECT o.id FROM complaints_officer o"
    " LEFT JOIN complaints_finding f ON f.officer_id = o.id WHERE f.id IS NULL AND o.external_id <> ''"
    " AND o.complaint_id IN (SELECT complaint_id FROM intake_stage)))",
)
KNOWN = "SELECT EXISTS (SELECT FROM complaints_finding WHERE source = %s)"


def people_and_allegations(cursor: Any, context: Context) -> None:
    """Before the findings are written: officers and allegations that are not on file are made, and linked."""
    cursor.execute("ANALYZE intake_stage")
    cursor.execute(KNOWN, [context.source])
    (context.cache["known"],) = cursor.fetchone()
    cursor.execute(OFFICERS)
    if context.cache["known"]:
        cursor.execute(ASSIGNMENTS)
    cursor.execute(ALLEGATIONS)
    for one in LINKED:
        cursor.execute(one)


def derive(cursor: Any, context: Context) -> None:
    """After the findings are written: how each case ended, what corrected rows left over, and who is not named."""
    cursor.execute(ENDED, [context.source])
    for one in LEFT_OVER if context.cache["known"] else ():
        cursor.execute(one)
    cursor.execute(
        "SELECT count(*) FROM complaints_complaint c WHERE c.source = %s"
        " AND NOT EXISTS (SELECT FROM complaints_officer o WHERE o.complaint_id = c.id)",
        [context.source],
    )
    (count,) = cursor.fetchone()
    context.notes.append(
        ngettext("%(n)s complaint names no officer.", "%(n)s complaints name no officer.", count)
        % {"n": count}
    )
