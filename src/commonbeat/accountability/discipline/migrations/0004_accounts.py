"""Papers follow the account their officer has by the roster: shown when it is linked later, taken back when it is not theirs."""

from django.db import migrations

FORWARD = r"""
CREATE OR REPLACE FUNCTION discipline_served_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.served AND (NEW.served, NEW.served_at, NEW.kind, NEW.text, NEW.officer_id, NEW.complaint_id, NEW.case_number)
                IS DISTINCT FROM (true, OLD.served_at, OLD.kind, OLD.text, OLD.officer_id, OLD.complaint_id, OLD.case_number)
            -- taken back only from an account that is the officer's no more, by the roster
            OR OLD.account_id IS NOT NULL AND NEW.account_id IS DISTINCT FROM OLD.account_id AND EXISTS (
                SELECT FROM complaints_officer o JOIN roster_member m ON m.id = o.member_id
                WHERE o.id = OLD.officer_id AND m.account_id = OLD.account_id)
            OR OLD.read_at IS NOT NULL AND NEW.read_at IS DISTINCT FROM OLD.read_at
            OR OLD.signed_at IS NOT NULL
                AND (NEW.signed_at, NEW.signed_as) IS DISTINCT FROM (OLD.signed_at, OLD.signed_as)
            OR OLD.refused_at IS NOT NULL
                AND (NEW.refused_at, NEW.witness_id, NEW.refused_words)
                    IS DISTINCT FROM (OLD.refused_at, OLD.witness_id, OLD.refused_words)
            OR OLD.answered_at IS NOT NULL
                AND (NEW.answered_at, NEW.answer) IS DISTINCT FROM (OLD.answered_at, OLD.answer) THEN
            RAISE EXCEPTION 'a paper that was served is not changed' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF NEW.served AND NOT EXISTS (
        SELECT FROM complaints_officer o
        WHERE o.id = NEW.officer_id AND o.complaint_id = NEW.complaint_id AND o.notified
            AND (NEW.account_id IS NULL OR o.account_id = NEW.account_id)
    ) THEN
        RAISE EXCEPTION 'an officer who was not told of a case is served nothing of it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BACKWARD = r"""
CREATE OR REPLACE FUNCTION discipline_served_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.served AND (NEW.served, NEW.served_at, NEW.kind, NEW.text, NEW.officer_id, NEW.complaint_id, NEW.case_number)
                IS DISTINCT FROM (true, OLD.served_at, OLD.kind, OLD.text, OLD.officer_id, OLD.complaint_id, OLD.case_number)
            OR OLD.account_id IS NOT NULL AND NEW.account_id IS DISTINCT FROM OLD.account_id
            OR OLD.read_at IS NOT NULL AND NEW.read_at IS DISTINCT FROM OLD.read_at
            OR OLD.signed_at IS NOT NULL
                AND (NEW.signed_at, NEW.signed_as) IS DISTINCT FROM (OLD.signed_at, OLD.signed_as)
            OR OLD.refused_at IS NOT NULL
                AND (NEW.refused_at, NEW.witness_id, NEW.refused_words)
                    IS DISTINCT FROM (OLD.refused_at, OLD.witness_id, OLD.refused_words)
            OR OLD.answered_at IS NOT NULL
                AND (NEW.answered_at, NEW.answer) IS DISTINCT FROM (OLD.answered_at, OLD.answer) THEN
            RAISE EXCEPTION 'a paper that was served is not changed' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF NEW.served AND NOT EXISTS (
        SELECT FROM complaints_officer o
        WHERE o.id = NEW.officer_id AND o.complaint_id = NEW.complaint_id AND o.notified
            AND (NEW.account_id IS NULL OR o.account_id = NEW.account_id)
    ) THEN
        RAISE EXCEPTION 'an officer who was not told of a case is served nothing of it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("discipline", "0003_files"), ("roster", "0002_imported_rosters"), ("complaints", "0001_complaints")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
